import fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewBudget } from '../../../main/inference/preview-budget.ts';

test('spends no more than its share, but for the first decode, whose cost it cannot know', () => {
  const cost = fc.record({
    msPerToken: fc.integer({ min: 1, max: 200 }),
    decodeMs: fc.integer({ min: 1, max: 20_000 }),
  });
  fc.assert(
    fc.property(
      cost,
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      ({ msPerToken, decodeMs }, share) => {
        const budget = previewBudget(share);
        const grid = 24;
        let drawing = 0;
        let spent = 0;
        let first = 0;
        for (let rows = 1; rows < grid; rows++) {
          drawing += grid * msPerToken;
          if (!budget.allows(drawing, rows)) continue;
          const ms = (decodeMs * rows) / grid;
          budget.spend(ms, rows);
          if (first === 0) first = ms;
          spent += ms;
          drawing += ms;
          expect(spent).toBeLessThanOrEqual(Math.max(first, share * drawing + 1e-6));
        }
      },
    ),
  );
});

test.each([
  [0, false],
  [1, true],
])('a share of %f always answers %s', (share, answer) => {
  const budget = previewBudget(share);
  budget.spend(1000, 1);
  expect(budget.allows(0, 23)).toBe(answer);
});

test('looks at what comes fast no more often than an eye does, and at every row of what comes slowly', () => {
  const looksOf = (share: number, msPerRow: number) => {
    const budget = previewBudget(share);
    return Array.from({ length: 24 }, (_, row) => budget.looks((row + 1) * msPerRow));
  };
  const quick = looksOf(0.1, 10);
  expect(quick[0]).toBe(true);
  expect(quick.filter(Boolean)).toHaveLength(6);
  expect(looksOf(0.1, 40)).not.toContain(false);
  expect(looksOf(1, 10)).not.toContain(false);
  expect(looksOf(0, 40)).not.toContain(true);
});
