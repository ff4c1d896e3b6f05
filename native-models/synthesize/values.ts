/**
 * Random numbers that are the same everywhere: a function of (seed, tensor name, element index)
 * made of 32-bit integer operations, and a table from 16 random bits to a BF16 number.
 */

/** Picks one tensor's values out of all that exist. */
export interface ValueKey {
  readonly offset: number;
  readonly mask: number;
}

/** The key of one tensor of one model. */
export function valueKey(seed: number, name: string): ValueKey {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193); // FNV-1a
  }
  const offset = scramble(hash);
  return { offset, mask: scramble(offset ^ scramble(seed + 0x9e3779b9)) };
}

/**
 * Where a uniform distribution lies: `centre ± reach`, of standard deviation reach / √3.
 */
export interface Spread {
  readonly centre: number;
  readonly reach: number;
}

/**
 * The BF16 number for each of the 65,536 values of 16 random bits: evenly spaced over the spread.
 *
 * @returns `[65536]`, the upper half of each float's bits, rounded to nearest, ties to even.
 */
export function bf16Table({ centre, reach }: Spread): Uint16Array {
  const floats = new Float32Array(65_536);
  for (let bits = 0; bits < floats.length; bits += 1) {
    floats[bits] = centre + ((bits + 0.5) / 32_768 - 1) * reach;
  }
  const words = new Uint32Array(floats.buffer);
  const table = new Uint16Array(words.length);
  for (let bits = 0; bits < table.length; bits += 1) {
    const word = words[bits]!;
    table[bits] = (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return table;
}

/**
 * Fills `into` with elements `first`, `first + 1`, … of a tensor.
 *
 * @param table One number for each value of 16 bits. `[65536]`
 * @param first Index of the first element, up to 2³³: two elements share one 32-bit draw.
 */
export function fillValues(
  into: Uint16Array,
  key: ValueKey,
  table: Uint16Array,
  first: number,
): void {
  const { offset, mask } = key;
  let at = 0;
  let draw = Math.floor(first / 2);
  if (first % 2 === 1 && into.length > 0) {
    into[at++] = table[drawBits(draw++, offset, mask) >>> 16]!;
  }
  for (; at + 1 < into.length; at += 2) {
    const bits = drawBits(draw++, offset, mask);
    into[at] = table[bits & 0xffff]!;
    into[at + 1] = table[bits >>> 16]!;
  }
  if (at < into.length) into[at] = table[drawBits(draw, offset, mask) & 0xffff]!;
}

/** 32 random bits for a draw: a bijection of 32-bit numbers, another one for each mask. */
function drawBits(draw: number, offset: number, mask: number): number {
  let x = (Math.imul(draw, 0x9e3779b1) + offset) | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad) ^ mask;
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}

function scramble(value: number): number {
  return drawBits(value, 0x6a09e667, 0);
}
