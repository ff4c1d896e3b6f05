/** A small generator of whole numbers (mulberry32): the same grids on every machine. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * A grid of picture tokens to learn patches from: squares of one code, 1 to 4 tokens wide, because
 * in a picture a token stands among its like more often than among strangers.
 * @returns [grid²], row by row.
 */
export function patchyGrid(grid: number, codebook: number, seed: number): number[] {
  const next = numbers(seed);
  const size = 1 + next(4);
  const across = Math.ceil(grid / size);
  const codes = Array.from({ length: across ** 2 }, () => next(codebook));
  return Array.from({ length: grid ** 2 }, (_, i) => {
    const row = Math.floor(Math.floor(i / grid) / size);
    const column = Math.floor((i % grid) / size);
    return codes[row * across + column]!;
  });
}
