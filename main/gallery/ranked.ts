/** Upper half of the float64 2: with less than 2²⁸ added it stays a plain positive number. */
const positive = 0x4000_0000;

/**
 * Values in order of their ranks, those of one rank by themselves.
 *
 * Typed arrays sort float64 in some milliseconds for 100,000, and positive ones sort as their bits
 * do: so the rank is put into the upper half of one, and the value into the lower.
 * @param ranks Whole numbers below 2²⁸. [count]
 * @param values [count]
 */
export function ranked(ranks: Uint32Array, values: Uint32Array): Uint32Array {
  const keys = new Float64Array(values.length);
  const halves = new Uint32Array(keys.buffer);
  for (let at = 0; at < values.length; at += 1) {
    halves[2 * at] = values[at] ?? 0;
    halves[2 * at + 1] = positive + (ranks[at] ?? 0);
  }
  keys.sort();
  const ordered = new Uint32Array(values.length);
  for (let at = 0; at < ordered.length; at += 1) ordered[at] = halves[2 * at] ?? 0;
  return ordered;
}
