import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import wabt from 'wabt';
import { expect, test } from 'vitest';
import { changePictures } from '../../../main/gallery/change.ts';
import {
  cosinesTo,
  createDirections,
  packDirection,
  putDirection,
} from '../../../main/gallery/directions.ts';
import { dotProducts } from '../../../main/gallery/dot-products.ts';
import { findPictures } from '../../../main/gallery/find.ts';
import type { Gallery } from '../../../main/gallery/gallery.ts';
import {
  countLooked,
  forgetEyes,
  keepDirection,
  nextToLookAt,
  seeWith,
} from '../../../main/gallery/similar.ts';
import { purge } from '../../../main/gallery/purge.ts';
import { emptyFolder } from '../folder.ts';
import { everything, numbersOf } from './listed.ts';
import { openTestGallery, saved } from './open.ts';

const folder = path.join(import.meta.dirname, '../../../main/gallery');

/** A direction of length 1 that turns with the angle; its other numbers are there to be zero. */
const towards = (degrees: number, width = 40): Float32Array => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.from({ length: width }, (_, at) =>
    at === 0 ? Math.cos(angle) : at === 7 ? Math.sin(angle) : 0,
  );
};

async function similar(gallery: Gallery, id: string, query = {}): Promise<number[]> {
  const found = await findPictures(gallery, { ...everything, ...query, similarTo: id });
  expect(found.days).toEqual([]);
  return numbersOf(found.numbers);
}

test('the bytes of the dot products are what their text assembles to', async () => {
  const text = await readFile(path.join(folder, 'dot-products.wat'), 'utf8');
  const assembler = await wabt();
  const { buffer } = assembler.parseWat('dot-products.wat', text, { simd: true }).toBinary({});
  expect(dotProducts).toBe(Buffer.from(buffer).toString('base64'));
});

test('cosines are exact of what is kept, and within 0.01 of what was seen', async () => {
  const numbers = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), {
    minLength: 70,
    maxLength: 70,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { minLength: 2, maxLength: 9 }), async (rows) => {
      const seen = rows.map((row) => {
        const length = Math.hypot(...row);
        return Float32Array.from(row, (value) => (length === 0 ? 0 : value / length));
      });
      const packed = seen.map(packDirection);
      const directions = createDirections(packed[0]!);
      packed.forEach((each, at) => {
        putDirection(directions, at + 1, each);
      });
      const cosines = await cosinesTo(directions, 0);
      const kept = packed.map((each) => [...Int8Array.from(each.subarray(0, 70), (byte) => byte)]);
      kept.forEach((row, at) => {
        const dot = row.reduce((sum, value, i) => sum + value * kept[0]![i]!, 0);
        const lengths = Math.hypot(...row) * Math.hypot(...kept[0]!);
        expect(cosines[at]).toBeCloseTo(lengths === 0 ? 0 : dot / lengths, 5);
        const exact = seen[at]!.reduce((sum, value, i) => sum + value * seen[0]![i]!, 0);
        expect(Math.abs(cosines[at]! - exact)).toBeLessThan(0.01);
      });
    }),
    { numRuns: 40 },
  );
});

test('pictures come in order of likeness, after an opening anew too, and narrowed as any search', async () => {
  const dataFolder = await emptyFolder();
  const ids: string[] = [];
  {
    await using opened = await openTestGallery(dataFolder);
    const { gallery } = opened;
    await seeWith(gallery, 'eye');
    for (const [seed, degrees] of [0, 90, 10, 45].entries()) {
      const { id, number } = await saved(gallery, { seed, prompt: `turn ${degrees}` });
      ids.push(id);
      await keepDirection(gallery, 'eye', number, towards(degrees));
    }
    expect(await similar(gallery, ids[0]!)).toEqual([1, 3, 4, 2]);
    // One that comes later is among them at once.
    const { number } = await saved(gallery, { seed: 9 });
    expect(countLooked(gallery)).toEqual({ looked: 4, total: 5 });
    expect(nextToLookAt(gallery, new Set())).toBe(number);
    await keepDirection(gallery, 'eye', number, towards(20));
    expect(await similar(gallery, ids[0]!)).toEqual([1, 3, 5, 4, 2]);
    expect(nextToLookAt(gallery, new Set())).toBeNull();
  }
  await using again = await openTestGallery(dataFolder);
  const { gallery } = again;
  await seeWith(gallery, 'eye');
  expect(await similar(gallery, ids[1]!)).toEqual([2, 4, 5, 3, 1]);
  expect(await similar(gallery, ids[1]!, { text: 'turn 4' })).toEqual([4]);
  // The trash is left out, and what is deleted for good leaves nothing behind.
  await changePictures(gallery, { numbers: [4], trashed: true });
  expect(await similar(gallery, ids[1]!)).toEqual([2, 5, 3, 1]);
  expect(countLooked(gallery)).toEqual({ looked: 4, total: 4 });
  await purge(gallery, { all: true });
  const kept = gallery.sqlite.prepare('SELECT picture FROM directions ORDER BY picture').pluck();
  expect(kept.all()).toEqual([1, 2, 3, 5]);
});

test('what one vision encoder saw says nothing to another, and goes when that is gone', async () => {
  await using opened = await openTestGallery(await emptyFolder());
  const { gallery } = opened;
  const picture = await saved(gallery);
  await seeWith(gallery, 'one');
  await keepDirection(gallery, 'one', picture.number, towards(0));
  await seeWith(gallery, 'two');
  expect(countLooked(gallery)).toEqual({ looked: 0, total: 1 });
  expect(await similar(gallery, picture.id)).toEqual([]);
  await keepDirection(gallery, 'two', picture.number, towards(0, 64));
  expect(await similar(gallery, picture.id)).toEqual([picture.number]);
  await forgetEyes(gallery, ['two']);
  expect(gallery.sqlite.prepare('SELECT count(*) FROM directions').pluck().get()).toBe(1);
  await seeWith(gallery, 'one');
  expect(countLooked(gallery)).toEqual({ looked: 0, total: 1 });
});
