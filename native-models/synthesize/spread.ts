import type { Spread } from './values.ts';

/**
 * How a tensor's values are spread so that a random Janus behaves like one: activations stay
 * near 1 however deep it is, prompts and images change what comes out, and the likeliest token
 * leads by more than rounding.
 *
 * @param name Canonical name.
 * @param dims Of the canonical tensor: all but the first are what one output sums over.
 */
export function spreadOf(name: string, dims: readonly number[]): Spread {
  if (name.endsWith('.bias')) return { centre: 0, reach: name.includes('norm') ? 0.1 : 0.05 };
  if (dims.length === 1) return { centre: 1, reach: 0.1 };
  if (isTable(name)) return centred(1);
  const fanIn = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return centred(gainOf(name) / Math.sqrt(fanIn));
}

/** Rows that are looked up, not summed over. */
function isTable(name: string): boolean {
  return /(embed_tokens|gen_embed|quantize\.embedding|pos_embed|attn_pool\.latent)/.test(name);
}

/** Standard deviation of an output for inputs of 1. */
function gainOf(name: string): number {
  return gains.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
}

const gains: readonly (readonly [RegExp, number])[] = [
  // A GELU or a swish passes on about 0.6 of a standard deviation of 1.
  [/aligner\.layers\.[1-9]/, 1.6],
  [/gen_head\.output_mlp_projector/, 1.6],
  [/gen_head\.vision_head/, 1.8],
  [/lm_head/, 1.8],
  [/\.(conv1|conv2)\.weight/, 1.6],
  // Pixels within [−1, 1] but for a few.
  [/decoder\.conv_out/, 0.8],
  // Code vectors have length 1, not 1 an element.
  [/post_quant_conv/, 2.5],
];

function centred(deviation: number): Spread {
  return { centre: 0, reach: deviation * Math.sqrt(3) };
}
