import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Picture } from '../../preload/contract/picture.ts';
import {
  everything,
  isNarrowed,
  parsePlace,
  placeOf,
  type Where,
} from '../../renderer/gallery/address.ts';
import { dayForm } from '../../renderer/gallery/day-form.ts';
import { differences } from '../../renderer/gallery/differences.ts';
import { lineOf, linesOf, numbersOf, walk } from '../../renderer/gallery/layout.ts';
import { all, among, extend, nothing, toggle } from '../../renderer/gallery/selection.ts';

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const words = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('the address', () => {
  const somewhere: fc.Arbitrary<Where> = fc.record({
    shelf: fc.constantFrom('all', 'favourites', 'trash'),
    text: words,
    tags: fc.array(words.filter(Boolean), { maxLength: 5 }),
    model: fc.option(words.filter(Boolean)),
    seed: fc.option(fc.nat({ max: 0xffff_ffff })),
    from: fc.option(day),
    to: fc.option(day),
    prompt: fc.option(fc.integer({ min: 1, max: 0xffff_ffff })),
    scored: fc.option(fc.boolean()),
    order: fc.constantFrom('newest', 'oldest', 'best'),
    similar: fc.option(fc.stringMatching(/^[a-f0-9]{32}$/)),
    picture: fc.option(fc.stringMatching(/^[a-f0-9]{32}$/)),
  });

  test('says everything that is shown, in any language', () => {
    fc.assert(
      fc.property(somewhere, (where) => {
        expect(parsePlace(placeOf(where))).toEqual(where);
      }),
    );
  });

  test.each([
    'gallery',
    'gallery/nowhere',
    'gallery/all/not-a-picture',
    'gallery/all?seed=1.5&prompt=0&from=2026-13-45&order=sideways&scored=perhaps&tag=&model=',
    'gallery/all?seed=99999999999',
  ])('that makes no sense is passed over: %s', (place) => {
    expect(parsePlace(place)).toEqual(everything);
  });

  test('tells what is narrowed: neither a shelf nor an order narrows', () => {
    expect(isNarrowed({ ...everything, shelf: 'trash', order: 'oldest' })).toBe(false);
    expect(isNarrowed({ ...everything, text: '바다' })).toBe(true);
    expect(isNarrowed({ ...everything, order: 'best' })).toBe(false);
    expect(isNarrowed({ ...everything, seed: 0 })).toBe(true);
    expect(isNarrowed({ ...everything, scored: false })).toBe(true);
  });
});

describe('packed numbers', () => {
  test('are read from wherever in a message they lie', () => {
    const packed = new Uint8Array(Uint32Array.from([1, 500, 0xffff_ffff]).buffer);
    const message = new Uint8Array(packed.length + 5);
    message.set(packed, 5);
    const numbers = numbersOf({ numbers: message.subarray(5), total: 3, days: [] });
    expect([...numbers]).toEqual([1, 500, 0xffff_ffff]);
  });
});

describe('lines', () => {
  const days = fc.array(fc.record({ day, count: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 1,
    maxLength: 20,
  });
  const columns = fc.integer({ min: 2, max: 12 });

  test('hold every picture once, in order, and never two days', () => {
    fc.assert(
      fc.property(days, columns, (some, wide) => {
        const seen: number[] = [];
        let left = 0;
        for (const line of linesOf(some, wide, 0)) {
          if (line.kind === 'day') {
            expect(left).toBe(0);
            left = line.count;
            continue;
          }
          expect(line.end - line.start).toBeLessThanOrEqual(wide);
          for (let at = line.start; at < line.end; at += 1) seen.push(at);
          left -= line.end - line.start;
        }
        expect(seen).toEqual(seen.map((_, at) => at));
        expect(seen).toHaveLength(some.reduce((sum, { count }) => sum + count, 0));
      }),
    );
  });

  test('are found by the place of any of their pictures', () => {
    fc.assert(
      fc.property(days, columns, (some, wide) => {
        const lines = linesOf(some, wide, 0);
        const total = some.reduce((sum, { count }) => sum + count, 0);
        for (let at = 0; at < total; at += 1) {
          const line = lines[lineOf(lines, at)];
          expect(line).toMatchObject({ kind: 'pictures' });
          if (line?.kind === 'pictures') expect(line.start <= at && at < line.end).toBe(true);
        }
        expect([lineOf(lines, -1), lineOf(lines, total)]).toEqual([-1, -1]);
      }),
    );
  });

  test('without days hold every picture once, as many a line as there is room for', () => {
    const pictures = (start: number, end: number) => ({ kind: 'pictures', start, end, day: '' });
    const lines = linesOf([], 3, 7);
    expect(lines).toEqual([pictures(0, 3), pictures(3, 6), pictures(6, 7)]);
    expect(walk('ArrowDown', 4, lines, 1)).toBe(6);
    expect(lineOf(lines, 7)).toBe(-1);
  });

  test('of a hundred thousand pictures take no noticeable time', () => {
    const some = Array.from({ length: 700 }, () => ({ day: '2026-01-01', count: 144 }));
    const start = performance.now();
    const lines = linesOf(some, 6, 0);
    for (let at = 0; at < 100_800; at += 1) lineOf(lines, at);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('walking', () => {
  // Two days: 0 1 2 / 3, and 4 5 6 / 7 8.
  const lines = linesOf(
    [
      { day: '2026-06-02', count: 4 },
      { day: '2026-06-01', count: 5 },
    ],
    3,
    9,
  );
  test.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 8, 8],
    ['ArrowDown', 1, 3], // the line below is shorter
    ['ArrowDown', 3, 4], // over the name of a day
    ['ArrowUp', 6, 3],
    ['ArrowUp', 2, 2],
    ['ArrowDown', 8, 8],
    ['PageDown', 0, 4],
    ['PageUp', 8, 3],
    ['Home', 7, 0],
    ['End', 0, 8],
    ['q', 3, null],
  ])('%s at %i leads to %s', (key, at, to) => {
    expect(walk(key, at, lines, 2)).toBe(to);
  });

  test('leads nowhere where there is nothing', () => {
    expect(walk('ArrowRight', 0, [], 2)).toBeNull();
  });
});

describe('a selection', () => {
  const numbers = Uint32Array.from([9, 7, 5, 3, 1]);
  const chosen = ({ chosen: some }: { chosen: ReadonlySet<number> }): number[] => [...some].sort();

  test('grows and shrinks one by one', () => {
    const two = toggle(toggle(nothing, 7), 3);
    expect(chosen(two)).toEqual([3, 7]);
    expect(chosen(toggle(two, 7))).toEqual([3]);
  });

  test('spans from the last chosen, either way, and keeps what was there', () => {
    expect(chosen(extend(toggle(nothing, 7), 3, numbers))).toEqual([3, 5, 7]);
    expect(chosen(extend(toggle(toggle(nothing, 9), 1), 5, numbers))).toEqual([1, 3, 5, 9]);
    expect(chosen(extend(nothing, 5, numbers))).toEqual([5]);
  });

  test('loses what has gone, and its anchor with it', () => {
    expect(among(all(numbers), Uint32Array.from([7, 1]))).toEqual({
      chosen: new Set([7, 1]),
      anchor: null,
    });
  });
});

describe('a day', () => {
  const now = new Date(2026, 5, 3, 0, 30);
  test.each([
    ['en-GB', '2026-06-03', 'Today'],
    ['ko', '2026-06-03', '오늘'],
    ['zh', '2026-06-02', '昨天'],
    ['en-GB', '2026-06-01', 'Monday 1 June'],
    ['ko', '2026-06-01', '6월 1일 월요일'],
    ['en-GB', '2025-12-31', 'Wednesday, 31 December 2025'],
    ['zh', '2025-12-31', '2025年12月31日星期三'],
  ] as const)('in %s, %s is %s', (locale, iso, said) => {
    expect(dayForm(locale, iso, now)).toBe(said);
  });
});

test('two pictures differ in what made them, not in what was done with them', () => {
  const a = { prompt: 'a', model: 'm', seed: 1, guidance: 5, temperature: 1, favourite: true };
  const b = { ...a, seed: 2, guidance: 7, favourite: false };
  expect(differences(a as Picture, b as Picture)).toEqual([
    { name: 'seed.label', values: ['1', '2'] },
    { name: 'guidance.label', values: ['5', '7'] },
  ]);
});
