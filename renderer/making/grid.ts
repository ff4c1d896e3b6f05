import type { Making } from '../../preload/contract/making.ts';
import { aligned, unpackOdds, type Odds } from '../odds/odds.ts';

/** A picture's making, unpacked for the page. Arrays run row by row. */
export interface Steps {
  readonly grid: number;
  /** Tokens that exist; fewer than grid² when drawing was stopped. */
  readonly count: number;
  readonly given: number;
  readonly tokens: Uint32Array;
  readonly odds:
    | (Odds & {
        /** [count, 8] */
        readonly likeliest: Uint32Array;
      })
    | null;
}

/** How many of the likeliest codes are kept for each token. */
export const CANDIDATES = 8;

export function unpack({ grid, given, tokens: packed, odds }: Making): Steps {
  const tokens = new Uint32Array(aligned(packed));
  return {
    grid,
    given,
    tokens,
    count: tokens.length,
    odds: odds && {
      ...unpackOdds(odds, given),
      likeliest: new Uint32Array(aligned(odds.likeliest)),
    },
  };
}

/** Where a key leads on the grid; null for a key that leads nowhere. */
export function step(key: string, at: number, { grid, count }: Steps): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - grid,
    ArrowDown: at + grid,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  if (to === undefined) return null;
  return to >= 0 && to < count ? to : at;
}
