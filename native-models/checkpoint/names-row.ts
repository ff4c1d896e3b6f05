import type { Layout } from './layout.ts';

/** One tensor that a Janus must have, and how each layout stores it. */
export interface JanusTensor {
  /** DeepSeek's `state_dict` name: the one we use everywhere. */
  readonly name: string;
  readonly dims: readonly number[];
  /** In each layout: one stored tensor, or several that are stacked along dim 0. */
  readonly stored: Readonly<Record<Layout, Stored>>;
}

/** One or more tensors of equal dims in a file. */
interface Stored {
  readonly names: readonly string[];
  /** Dims of each of them. */
  readonly dims: readonly number[];
}

/** A tensor that both layouts store alike but for its name. */
export function tensor(name: string, theirs: string, dims: readonly number[]): JanusTensor {
  return {
    name,
    dims,
    stored: { deepseek: { names: [name], dims }, transformers: { names: [theirs], dims } },
  };
}

/** A linear or a convolution: `weight` of these dims, `bias` of the first of them. */
export function weightAndBias(
  name: string,
  theirs: string,
  dims: readonly number[],
): JanusTensor[] {
  return [
    tensor(`${name}.weight`, `${theirs}.weight`, dims),
    tensor(`${name}.bias`, `${theirs}.bias`, dims.slice(0, 1)),
  ];
}

/** A LayerNorm or GroupNorm over so many channels. */
export function norm(name: string, theirs: string, channels: number): JanusTensor[] {
  return weightAndBias(name, theirs, [channels]);
}

/**
 * `depth` linear layers with a GELU between each two. DeepSeek counts the GELUs too: 0, 2, 4…
 *
 * @see deepseek-ai/Janus `janus/models/projector.py`, `mlp_gelu`
 */
export function aligner(
  name: string,
  theirs: string,
  { from, to, depth }: { from: number; to: number; depth: number },
): JanusTensor[] {
  return range(depth).flatMap((n) =>
    weightAndBias(
      `${name}.layers.${2 * n}`,
      n === 0 ? `${theirs}.fc1` : `${theirs}.hidden_layers.${n - 1}`,
      [to, n === 0 ? from : to],
    ),
  );
}

/** `[0, 1, … count − 1]` */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
