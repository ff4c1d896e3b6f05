import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fadeMs,
  inSight,
  isRevealed,
  nextReveal,
  opacityOf,
  type Reveal,
} from '../../renderer/draw/reveal.ts';

const grid = 24;

/** A preview of so many rows of a picture of 24 × 24 patches. */
function rows(count: number, final = false) {
  return { side: 384, height: 16 * count, tokensDone: grid * count, final };
}

/** Every patch's opacity at a moment, row by row. */
function picture(reveal: Reveal, nowMs: number): number[] {
  return Array.from({ length: grid ** 2 }, (_, at) =>
    opacityOf(reveal, Math.floor(at / grid), at % grid, nowMs),
  );
}

const moments = fc.array(fc.record({ rows: fc.nat(3), ms: fc.nat(900) }), {
  minLength: 1,
  maxLength: 8,
});

/** Plays chunks of rows with time in between. */
function play(chunks: readonly { rows: number; ms: number }[]) {
  let [reveal, count, now]: [Reveal | null, number, number] = [null, 0, 0];
  for (const chunk of chunks) {
    count = Math.min(grid, count + chunk.rows + 1);
    now += chunk.ms;
    reveal = nextReveal(reveal, rows(count), now);
  }
  return { reveal: reveal!, count, now };
}

describe('a chunk of rows comes into sight', () => {
  test('never ahead of the tokens that exist', () => {
    fc.assert(
      fc.property(moments, fc.nat(5000), (chunks, laterMs) => {
        const { reveal, count, now } = play(chunks);
        const below = picture(reveal, now + laterMs).slice(count * grid);
        expect(below.every((opacity) => opacity === 0)).toBe(true);
      }),
    );
  });

  test('from the left, row by row, and never goes back', () => {
    fc.assert(
      fc.property(moments, fc.nat(2000), fc.nat(500), (chunks, laterMs, moreMs) => {
        const { reveal, now } = play(chunks);
        const seen = picture(reveal, now + laterMs);
        for (const [at, opacity] of seen.entries()) {
          if (at > 0) expect(opacity).toBeLessThanOrEqual(seen[at - 1]!);
        }
        const later = picture(reveal, now + laterMs + moreMs);
        expect(later.every((opacity, at) => opacity >= seen[at]!)).toBe(true);
      }),
    );
  });

  test('patch after patch in 80 ms each, before the next chunk is due', () => {
    const first = nextReveal(null, rows(1), 0);
    const second = nextReveal(first, rows(2), 1000);
    expect(opacityOf(second, 0, grid - 1, 1000)).toBe(1);
    expect(opacityOf(second, 1, 0, 1000)).toBe(0);
    expect(opacityOf(second, 1, 0, 1000 + fadeMs / 2)).toBeCloseTo(0.5);
    expect(opacityOf(second, 1, grid - 1, 1000 + fadeMs)).toBe(0);
    expect(isRevealed(second, 2000)).toBe(true);
  });

  test('what an earlier chunk still revealed is there when the next one comes', () => {
    const slow = nextReveal(nextReveal(null, rows(1), 0), rows(2), 1000);
    const next = nextReveal(slow, rows(3), 1010);
    expect(
      picture(next, 1010)
        .slice(0, 2 * grid)
        .every((opacity) => opacity === 1),
    ).toBe(true);
  });

  test('the exact last frame is there at once, and so is all where nothing may move', () => {
    const before = nextReveal(null, rows(20), 0);
    for (const reveal of [
      nextReveal(before, rows(grid, true), 100),
      nextReveal(before, rows(grid), 100, true),
    ]) {
      expect(picture(reveal, 100).every((opacity) => opacity === 1)).toBe(true);
    }
  });

  test('a picture of which only some rows were kept ends with them', () => {
    const kept = nextReveal(nextReveal(null, rows(5), 0), rows(5, true), 50);
    const seen = picture(kept, 50);
    expect(seen.filter((opacity) => opacity === 1)).toHaveLength(5 * grid);
    expect(seen.filter((opacity) => opacity === 0)).toHaveLength(19 * grid);
  });
});

test('as many patches are in sight as have begun to come into sight', () => {
  const reveal: Reveal = { grid: 4, from: 1, to: 2, begunMs: 1_000, patchMs: 50 };
  const seen = (nowMs: number) => inSight(reveal, nowMs);
  expect([1_000, 1_049, 1_051, 1_160, 9_000].map(seen)).toEqual([5, 5, 6, 8, 8]);
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 1_300 }), (nowMs) => {
      const patches = Array.from({ length: 16 }, (_, at) => at);
      const opaque = patches.filter((at) => opacityOf(reveal, at >> 2, at % 4, nowMs) > 0);
      expect(seen(nowMs)).toBeGreaterThanOrEqual(opaque.length);
      expect(seen(nowMs)).toBeLessThanOrEqual(opaque.length + 1);
    }),
  );
});
