/**
 * Noise keyed by what it is for: the same (seed, position) gives the same numbers whatever else
 * is being drawn, on every machine.
 *
 * Philox4x32-10 (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC'11): a counter
 * goes in, four independent 32-bit numbers come out, no state.
 */
export type Four = readonly [number, number, number, number];

const rounds = 10;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/** @param counter Four unsigned 32-bit numbers. @param key Two. */
export function philox(counter: Four, key: readonly [number, number]): Four {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multipliers[0], c0);
    const high1 = multiplyHigh(multipliers[1], c2);
    const low0 = Math.imul(multipliers[0], c0);
    const low1 = Math.imul(multipliers[1], c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + weyl[0]) >>> 0;
    k1 = (k1 + weyl[1]) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carry = a0 * b1 + (middle & 0xffff);
  return a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000);
}

/** Keeps the noise of pictures and of answers apart under one seed. */
const streams = { picture: 0, answer: 1 } as const;

/**
 * Standard Gumbel noise, −ln(−ln u): adding it to log-probabilities and taking the largest is an
 * exact draw from them (Gumbel-max).
 * @param seed 0 … 2³²−1. @param position Of the token in its picture or answer. @param count How many choices.
 */
export function gumbelNoise(
  stream: keyof typeof streams,
  seed: number,
  position: number,
  count: number,
): Float32Array {
  const noise = new Float32Array(count);
  for (let i = 0; i < count; i += 4) {
    const bits = philox([i / 4, position, 0, 0], [seed, streams[stream]]);
    for (let j = 0; j < 4 && i + j < count; j++) {
      const u = (bits[j]! + 0.5) / 0x1_0000_0000; // in (0, 1), never an end
      noise[i + j] = -Math.log(-Math.log(u));
    }
  }
  return noise;
}
