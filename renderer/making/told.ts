import type { Making, Patches, PromptToken } from '../../preload/contract/making.ts';
import type { Steps } from './grid.ts';

/** What the page knows of a picture once the studio has told it. */
export interface Told {
  readonly making: Making;
  readonly steps: Steps;
  readonly patches: Patches;
  /** null: the model that read them is not installed. */
  readonly words: readonly PromptToken[] | null;
}
