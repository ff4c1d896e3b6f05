import type { Grid } from '../../preload/contract/grid.ts';

export const gridSettings = ['seed', 'guidance', 'temperature'] as const;
type GridSetting = (typeof gridSettings)[number];

/** A grid as a person writes it. */
export interface GridWish {
  readonly across: GridSetting;
  readonly down: GridSetting;
  /** How many, each one more. */
  readonly seeds: number;
  /** Numbers in a row: "1, 1.5, 5". */
  readonly guidance: string;
  readonly temperature: string;
}

export const plainGrid: GridWish = {
  across: 'seed',
  down: 'guidance',
  seeds: 3,
  guidance: '1, 1.5, 3, 5',
  temperature: '0.5, 1, 1.5',
};

/** As many as the seeds of one side may be. */
export const seedRange = { min: 1, max: 8, step: 1 } as const;
/** Ends of what the studio takes. */
export const gridRanges = {
  guidance: { min: 1, max: 20 },
  temperature: { min: 0, max: 2 },
} as const;
const most = 8;

/** The numbers of a list that make sense, each once; null when something else is among them. */
export function numbersOf(list: string, what: keyof typeof gridRanges): number[] | null {
  const { min, max } = gridRanges[what];
  const parts = list.split(/[\s,;、，]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  if (numbers.length === 0 || numbers.length > most) return null;
  if (!numbers.every((number) => number >= min && number <= max)) return null;
  return [...new Set(numbers)];
}

/** The grid to draw; null when a list cannot be understood. */
export function gridOf(wish: GridWish, seed: number): Grid | null {
  const across = sideOf(wish.across, wish, seed);
  const down = sideOf(wish.down, wish, seed);
  return across && down && { across, down };
}

function sideOf(what: GridSetting, wish: GridWish, seed: number): Grid['across'] | null {
  if (what === 'seed') {
    return { what, values: Array.from({ length: wish.seeds }, (_, at) => (seed + at) % 2 ** 32) };
  }
  const values = numbersOf(wish[what], what);
  return values && { what, values };
}

/** A change of what one side shows: the sides change places when both would show the same. */
export function turnSide(wish: GridWish, side: 'across' | 'down', what: GridSetting): GridWish {
  const other = side === 'across' ? 'down' : 'across';
  const swapped = wish[other] === what ? { [other]: wish[side] } : {};
  return { ...wish, ...swapped, [side]: what };
}

/** What an older page kept may be of another shape. */
export function gridFromKept(kept: unknown): GridWish {
  const wish = { ...plainGrid, ...(typeof kept === 'object' ? (kept as Partial<GridWish>) : {}) };
  const { across, down, seeds, guidance, temperature } = wish;
  const sound =
    gridSettings.includes(across) &&
    gridSettings.includes(down) &&
    across !== down &&
    Number.isInteger(seeds) &&
    seeds >= seedRange.min &&
    seeds <= seedRange.max &&
    [guidance, temperature].every((list) => typeof list === 'string');
  return sound ? { across, down, seeds, guidance, temperature } : plainGrid;
}
