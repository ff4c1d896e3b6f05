import type { JanusConfig } from '../checkpoint/janus-config.ts';
import type { Layout } from '../checkpoint/layout.ts';
import type { SynthesizeSize } from './sizes.ts';
import type { Roles } from './tokenizer.ts';

/** A layout, and in what format its weights are: safetensors, or PyTorch's own. */
type SynthesizeLayout = Layout | 'deepseek-bin';

/** Which random Janus to write, and where. */
export interface SynthesizeOrder {
  /** A named size, or sizes of one's own. */
  readonly size: SynthesizeSize | JanusConfig;
  /** `pro` has tokens for its roles, `janus` spells them. `pro` unless given. */
  readonly roles?: Roles;
  readonly layout: SynthesizeLayout;
  /** A whole number from 0 to 2³² − 1. One seed is one model, whatever the layout. */
  readonly seed: number;
  /** The folder to make. It must not exist. */
  readonly out: string;
  /** Weight files; more than one get an index. 2 for 7b, else 1, unless given. */
  readonly shards?: number;
}
