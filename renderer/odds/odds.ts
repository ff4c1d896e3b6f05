import type { Odds as PackedOdds } from '../../preload/contract/picture.ts';

/** How sure the model was of a picture's tokens, in the order of drawing. */
export interface Odds {
  /** 0 to 1; NaN where the token was given. */
  readonly probabilities: Float32Array;
  /** In bits; NaN where the token was given. */
  readonly entropies: Float32Array;
}

/** @param given How many of the first tokens were given, not chosen. */
export function unpackOdds({ logProbabilities, entropies }: PackedOdds, given: number): Odds {
  const chosen = (bytes: Uint8Array, unit: (nats: number) => number): Float32Array =>
    new Float32Array(aligned(bytes)).map((nats, at) => (at < given ? NaN : unit(nats)));
  return {
    probabilities: chosen(logProbabilities, Math.exp),
    entropies: chosen(entropies, (nats) => nats / Math.LN2),
  };
}

/** A copy that begins where a number may begin. */
export function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** What the odds of several tokens come to. */
export interface Summary {
  /** Geometric mean of the probabilities: how sure the model was of what it drew, a token. */
  readonly probability: number;
  /** Mean entropy in bits: how many yes-or-no questions were open, a token. */
  readonly entropy: number;
}

/** Of the first `end` tokens; null when none of them was chosen. */
export function summarise({ probabilities, entropies }: Odds, end: number): Summary | null {
  let [logs, bits, chosen] = [0, 0, 0];
  for (let at = 0; at < end; at += 1) {
    const probability = probabilities[at] ?? NaN;
    if (Number.isNaN(probability)) continue;
    logs += Math.log(Math.max(probability, 1e-30));
    bits += entropies[at] ?? 0;
    chosen += 1;
  }
  if (chosen === 0) return null;
  return { probability: Math.exp(logs / chosen), entropy: bits / chosen };
}

/** A summary in the numbers that sentences take. */
export function sayable({ probability, entropy }: Summary): { percent: string; bits: string } {
  return { percent: (100 * probability).toFixed(0), bits: entropy.toFixed(1) };
}

/**
 * How much an entropy glows, the same in every picture, so that they compare: nothing where one code
 * had to come, half at two bits, where four were as likely, three quarters at four bits.
 */
export function openness(bits: number): number {
  return 1 - 2 ** (-bits / 2);
}
