import { StudioFailure } from '../failure.ts';

/**
 * Steers the next picture token toward the prompt (classifier-free guidance):
 * `unprompted + weight × (prompted − unprompted)`.
 *
 * @param prompted   Logits of the row that read the prompt. [codebook]
 * @param unprompted Logits of the row that did not. [codebook]
 * @param weight     No unit. 1 gives `prompted`; Janus-Pro was published with 5.
 * @returns [codebook]
 * @throws {RangeError} When the lengths differ.
 * @see deepseek-ai/Janus `generation_inference.py`, `generate`: the line after `logit_uncond`.
 */
export function guide(
  prompted: Float32Array,
  unprompted: Float32Array,
  weight: number,
): Float32Array {
  if (prompted.length !== unprompted.length) {
    throw new RangeError(
      `Expected two rows of one length but received ${prompted.length} and ${unprompted.length}.`,
    );
  }
  return prompted.map((value, i) => unprompted[i]! + weight * (value - unprompted[i]!));
}

/**
 * The choice of the largest logit / temperature + noise; at temperature 0 of the largest logit.
 * With Gumbel noise this is an exact draw from softmax(logits / temperature).
 * @param logits [choices] @param noise [choices], unused at temperature 0.
 * @throws {StudioFailure} `bad-model` when no logit is a number.
 */
export function pick(
  logits: Float32Array,
  temperature: number,
  noise: Float32Array | null,
): number {
  let best = -1;
  let highest = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value =
      noise === null || temperature === 0 ? logits[i]! : logits[i]! / temperature + noise[i]!;
    if (value > highest) {
      highest = value;
      best = i;
    }
  }
  if (best >= 0) return best;
  throw new StudioFailure(
    'bad-model',
    'The model gave no number for any token: its weights hold NaN or are damaged. Verify the model, or build it again.',
  );
}

/** How sure the model was of one step. */
export interface Odds {
  /** Of the token that was taken, in nats: 0 = certain. */
  readonly logProbability: number;
  /** Of the whole distribution, in nats: 0 = no choice, ln(choices) = no idea. */
  readonly entropy: number;
  /** The eight likeliest choices, likeliest first. */
  readonly likeliest: readonly number[];
}

const shown = 8;

/**
 * Measures softmax(logits / temperature); at temperature 0, where there is no distribution, that of
 * temperature 1.
 */
export function oddsOf(logits: Float32Array, temperature: number, token: number): Odds {
  const scale = temperature === 0 ? 1 : 1 / temperature;
  const likeliest = topIndices(logits, shown);
  const highest = logits[likeliest[0]!]! * scale;
  let sum = 0;
  let weighted = 0;
  for (const logit of logits) {
    const below = logit * scale - highest;
    const weight = Math.exp(below);
    if (weight === 0) continue; // Also keeps −∞ · 0 out of the sum.
    sum += weight;
    weighted += weight * below;
  }
  return {
    logProbability: logits[token]! * scale - highest - Math.log(sum),
    entropy: Math.log(sum) - weighted / sum,
    likeliest,
  };
}

/** Indices of the `count` largest values, largest first; of equals the first. */
function topIndices(values: Float32Array, count: number): number[] {
  const top: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (top.length === count && values[i]! <= values[top[count - 1]!]!) continue;
    let at = top.length;
    while (at > 0 && values[i]! > values[top[at - 1]!]!) at--;
    top.splice(at, 0, i);
    if (top.length > count) top.pop();
  }
  return top;
}

/**
 * Keeps the likeliest choices whose probabilities add up to `topP`, and sets the others to −∞
 * (nucleus sampling, Holtzman et al. 2020). The likeliest is always kept.
 * @param logits Already divided by the temperature. [choices] @param topP 0 … 1; 1 keeps all.
 */
export function keepTopP(logits: Float32Array, topP: number): Float32Array {
  if (topP >= 1) return logits;
  const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]!);
  const highest = logits[order[0]!]!;
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  const kept = new Float32Array(logits.length).fill(-Infinity);
  let before = 0;
  for (const i of order) {
    if (before >= topP && before > 0) break;
    kept[i] = logits[i]!;
    before += Math.exp(logits[i]! - highest) / sum;
  }
  return kept;
}
