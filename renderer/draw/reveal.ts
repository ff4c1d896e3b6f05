import type { Preview } from '../state/jobs.ts';

/** How long a patch takes to come into full sight. */
export const fadeMs = 80;
/** Longest that the patches of a chunk are drawn out over: never much behind what exists. */
const longestMs = 1_500;
/** Before it is known how often chunks come. */
const firstMs = 240;

/** How the rows of a chunk come into sight: patch after patch, row by row, from the left. */
export interface Reveal {
  /** Patches along one side of the picture. */
  readonly grid: number;
  /** Rows in full sight from the beginning. */
  readonly from: number;
  /** Rows that exist. Nothing below them is ever shown. */
  readonly to: number;
  readonly begunMs: number;
  /** From one patch to the next. */
  readonly patchMs: number;
}

/**
 * What comes into sight with a new preview. What an earlier one was still revealing is there at
 * once; so is everything of the exact last frame.
 * @param still Nothing is to move.
 */
export function nextReveal(
  before: Reveal | null,
  preview: Pick<Preview, 'side' | 'height' | 'tokensDone' | 'final'>,
  nowMs: number,
  still = false,
): Reveal {
  const { side, height, tokensDone, final } = preview;
  const grid = Math.max(1, Math.round(Math.sqrt((tokensDone * side) / height)));
  const to = Math.round((height * grid) / side);
  const known = before?.grid === grid ? before.to : 0;
  const from = final || still ? to : Math.min(known, to);
  const sinceMs = before === null ? firstMs : Math.min(longestMs, nowMs - before.begunMs);
  const patches = Math.max(1, (to - from) * grid);
  // A little faster than they come, so that the next chunk finds this one in sight.
  return { grid, from, to, begunMs: nowMs, patchMs: (0.85 * sinceMs) / patches };
}

/** How much of a patch is in sight, 0 to 1. */
export function opacityOf(reveal: Reveal, row: number, column: number, nowMs: number): number {
  if (row >= reveal.to) return 0;
  if (row < reveal.from) return 1;
  const turn = (row - reveal.from) * reveal.grid + column;
  const since = nowMs - reveal.begunMs - turn * reveal.patchMs;
  return Math.min(1, Math.max(0, since / fadeMs));
}

/** Patches that have begun to come into sight, from the first. */
export function inSight({ grid, from, to, begunMs, patchMs }: Reveal, nowMs: number): number {
  const begun = Math.floor((nowMs - begunMs) / patchMs) + 1;
  return grid * from + Math.min(grid * (to - from), Math.max(0, begun));
}

/** Everything that exists is in full sight. */
export function isRevealed(reveal: Reveal, nowMs: number): boolean {
  return opacityOf(reveal, reveal.to - 1, reveal.grid - 1, nowMs) === 1;
}
