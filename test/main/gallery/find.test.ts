import * as fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changePictures } from '../../../main/gallery/change.ts';
import { facetsOf, findPictures } from '../../../main/gallery/find.ts';
import { announce, type Gallery } from '../../../main/gallery/gallery.ts';
import { openGallery, type OpenGallery } from '../../../main/gallery/open.ts';
import { enter } from '../../../main/gallery/rows.ts';
import { keepScore, takeScoresBack } from '../../../main/gallery/scores.ts';
import { numberOfText } from '../../../main/gallery/texts.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { PictureQuery } from '../../../preload/contract/gallery.ts';
import { everything, numbersOf } from './listed.ts';
import { plainFacts, workshopHere } from './open.ts';

let folder: string;
let opened: OpenGallery;
let gallery: Gallery;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'janus-find-'));
  opened = await openGallery(pathsUnder(folder), workshopHere);
  await opened.tookIn;
  ({ gallery } = opened);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

let entered = 0;

/** A row without a file, which finding does not look at. @returns Its number. */
function add(facts: Partial<typeof plainFacts>): number {
  entered += 1;
  const id = entered.toString(16).padStart(32, '0');
  const whole = { ...plainFacts, ...facts };
  const picture = { id, facts: whole, width: 4, height: 4, fileBytes: 9, trail: null };
  const number = enter(gallery.sqlite, picture)!;
  announce(gallery, 'added', [number]);
  return number;
}

async function find(query: Partial<PictureQuery>): Promise<number[]> {
  const { numbers, total } = await findPictures(gallery, { ...everything, ...query });
  expect(numbersOf(numbers)).toHaveLength(total);
  return numbersOf(numbers);
}

/** Characters of many scripts, and some of none. */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...Array.from('abcABCéÉßΣσςIiİı0"*():-_')) },
  { weight: 3, arbitrary: fc.constantFrom(...Array.from('가각바다고양이눈한')) },
  { weight: 3, arbitrary: fc.constantFrom(...Array.from('東京小猫雪山夜の')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('🐈', '👩‍👩‍👧', 'е́', '한', 'ａ', 'がばと', 'हिन्दी', 'ไทย', '\0'),
  },
  { weight: 2, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }) },
);
const prompt = fc.array(character, { minLength: 1, maxLength: 25 }).map((all) => all.join(''));
const segmenter = new Intl.Segmenter();

test('whatever is in a prompt is found by any part of it, in any language', async () => {
  await fc.assert(
    fc.asyncProperty(prompt, fc.nat(), fc.nat(), async (text, from, length) => {
      const number = add({ prompt: text });
      const graphemes = Array.from(segmenter.segment(text), ({ segment }) => segment);
      const start = from % graphemes.length;
      const part = graphemes.slice(start, start + 1 + (length % (graphemes.length - start)));
      expect(await find({ text: part.join('') })).toContain(number);
    }),
    { numRuns: 300 },
  );
});

test('what is found has every word', async () => {
  const words = ['바다', '배', 'boat', 'red', '東京', 'a', '小'];
  const some = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(some, some, async (said, asked) => {
      const number = add({ prompt: `${said.join('')}\n✂` });
      const found = await find({ text: `${asked.join(' ')} ✂` });
      const has = asked.every((word) => said.join('').includes(word));
      expect(found.includes(number)).toBe(has);
    }),
    { numRuns: 100 },
  );
});

describe('a few pictures', () => {
  const at = (moment: string) => ({ createdAt: `${moment}.000Z`, model: 'few' });
  let [late, early, noon]: number[] = [];

  beforeAll(async () => {
    late = add({ ...at('2026-03-02T23:30:00'), prompt: '밤바다의 배', seed: 7 });
    early = add({ ...at('2026-03-02T00:30:00'), prompt: 'dawn' });
    noon = add({ ...at('2026-03-02T12:00:00'), prompt: 'dawn', seed: 7, model: 'other' });
    await changePictures(gallery, { numbers: [early], addTags: ['Séoul Trip'], favourite: true });
  });

  test('newest first or oldest first, by their own date', async () => {
    expect(await find({ from: '2026-03-02', to: '2026-03-02' })).toEqual([late, noon, early]);
    expect(await find({ from: '2026-03-02', to: '2026-03-02', order: 'oldest' })).toEqual([
      early,
      noon,
      late,
    ]);
  });

  test('days begin where the asking person lives', async () => {
    const inSeoul = { ...everything, utcOffset: 540, from: '2026-03-01', to: '2026-03-03' };
    const { days } = await findPictures(gallery, inSeoul);
    expect(days).toEqual([
      { day: '2026-03-03', count: 1 },
      { day: '2026-03-02', count: 2 },
    ]);
    expect(await find({ utcOffset: -60, from: '2026-03-01', to: '2026-03-01' })).toEqual([early]);
  });

  test('by seed, model, prompt, tag and favourite', async () => {
    const here = { from: '2026-03-02', to: '2026-03-02' };
    expect(await find({ ...here, seed: 7 })).toEqual([late, noon]);
    expect(await find({ ...here, seed: 7, model: 'few' })).toEqual([late]);
    expect(await find({ ...here, model: 'none' })).toEqual([]);
    const dawn = numberOfText(gallery.sqlite, 'dawn');
    expect(await find({ prompt: dawn })).toEqual([noon, early]);
    expect(await find({ ...here, tags: ['SÉOUL trip'] })).toEqual([early]);
    expect(await find({ ...here, tags: ['Séoul Trip', 'none'] })).toEqual([]);
    expect(await find({ ...here, shelf: 'favourites' })).toEqual([early]);
  });

  test('by parts of tags and captions as well as of the prompt', async () => {
    expect(await find({ text: 'oul' })).toEqual([early]);
    expect(await find({ text: 'dawn séoul' })).toEqual([early]);
    const caption = numberOfText(gallery.sqlite, '등대가 보인다');
    const set = gallery.sqlite.prepare('UPDATE pictures SET caption = ? WHERE number = ?');
    set.run(caption, noon);
    announce(gallery, 'changed', [noon!]);
    expect(await find({ text: '등대' })).toEqual([noon]);
    expect(await find({ text: '밤바다의 배' })).toEqual([late]);
  });

  test('facets say what each narrowing would leave', async () => {
    const query = { ...everything, from: '2026-03-02', to: '2026-03-02' };
    expect(await facetsOf(gallery, query)).toEqual({
      models: [
        { model: 'few', count: 2 },
        { model: 'other', count: 1 },
      ],
      tags: [{ tag: 'Séoul Trip', count: 1 }],
      shelves: { all: 3, favourites: 1, trash: 0 },
      scored: 0,
    });
    await changePictures(gallery, { numbers: [early!], trashed: true });
    expect((await facetsOf(gallery, query)).shelves).toEqual({ all: 2, favourites: 0, trash: 1 });
    expect(await find({ shelf: 'trash' })).toEqual([early]);
    await changePictures(gallery, { numbers: [early!], trashed: false });
    expect(await find({ shelf: 'favourites' })).toEqual([early]);
  });

  test('the best first, then those without a score, as time has them', async () => {
    const score = fc.option(fc.constantFrom(0, 0.25, 0.5, 1, 1 / 3), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(score, { minLength: 1, maxLength: 20 }), async (values) => {
        const model = `best ${entered}`;
        const made = [];
        for (const value of values) {
          const number = add({ model });
          if (value !== null) {
            await keepScore(gallery, number, { value, model: 'starter', answers: [], gain: null });
          }
          made.push({ number, value });
        }
        const rank = (value: number | null) => value ?? -1;
        const best = made.toSorted((a, b) => rank(b.value) - rank(a.value) || b.number - a.number);
        const numbers = best.map(({ number }) => number);
        expect(await find({ model, order: 'best' })).toEqual(numbers);
        const { days } = await findPictures(gallery, { ...everything, model, order: 'best' });
        expect(days).toEqual([]);
        const scored = best.filter(({ value }) => value !== null).length;
        expect(await find({ model, order: 'best', scored: true })).toEqual(
          numbers.slice(0, scored),
        );
        expect(await find({ model, scored: false })).toEqual(numbers.slice(scored));
        expect((await facetsOf(gallery, { ...everything, model })).scored).toBe(scored);
      }),
      { numRuns: 30 },
    );
  });

  test('a score that is taken back is none', async () => {
    const model = 'taken back';
    const numbers = [add({ model }), add({ model })];
    const [first, second] = [0.9, 0.2].map((value) => ({
      value,
      model: 'a',
      answers: [],
      gain: value,
    }));
    const made = [];
    for (const number of numbers) made.push(await keepScore(gallery, number, first!));
    made.push(await keepScore(gallery, numbers[0]!, second!));
    expect(await find({ model, order: 'best' })).toEqual(numbers.toReversed());
    expect(await takeScoresBack(gallery, made)).toEqual([numbers[1], numbers[0]]);
    expect(await find({ model, scored: true })).toEqual([numbers[0]]);
  });

  test('the order of arrival does not matter, only the date', async () => {
    const moment = fc.integer({ min: 0, max: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 30 }), async (moments) => {
        const model = `order ${entered}`;
        const made = moments.map((day) => ({
          day,
          number: add({ model, createdAt: new Date(day * 86_400_000).toISOString() }),
        }));
        made.sort((a, b) => a.day - b.day || a.number - b.number);
        expect(await find({ model, order: 'oldest' })).toEqual(made.map(({ number }) => number));
      }),
      { numRuns: 50 },
    );
  });
});
