import type { Grid } from '../../preload/contract/grid.ts';
import type { DrawRequest } from '../../preload/contract/picture.ts';

/** The seed of one of a job's pictures. */
export function seedOf({ seed, grid }: Pick<DrawRequest, 'seed' | 'grid'>, index: number): number {
  if (!grid) return (seed + index) % 2 ** 32;
  const { column, row } = placeOf(grid, index);
  if (grid.across.what === 'seed') return grid.across.values[column] ?? seed;
  return grid.down.what === 'seed' ? (grid.down.values[row] ?? seed) : seed;
}

/** Where in its grid a picture is: they are counted row by row. */
export function placeOf({ across }: Grid, index: number): { column: number; row: number } {
  const { length } = across.values;
  return { column: index % length, row: Math.floor(index / length) };
}
