import { readdir, rm, stat } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { changePictures } from '../../../main/gallery/change.ts';
import { detailsOf } from '../../../main/gallery/details.ts';
import { purge } from '../../../main/gallery/purge.ts';
import { forgetPrompt, listPrompts, usePrompt } from '../../../main/gallery/prompts.ts';
import { rowsOf } from '../../../main/gallery/rows.ts';
import { savePicture } from '../../../main/gallery/save.ts';
import { findThumbnail } from '../../../main/gallery/thumbnails.ts';
import { unpackTrail, type Trail } from '../../../main/gallery/trail.ts';
import type { Gallery } from '../../../main/gallery/gallery.ts';
import type { PictureChange } from '../../../preload/contract/gallery.ts';
import { finished, openTestGallery, saved } from './open.ts';

function picturesOf({ sqlite }: Gallery, numbers: readonly number[]) {
  return rowsOf(sqlite, numbers).map(({ picture }) => picture);
}

const history = { text: '', limit: 200 };

test('undoing is the opposite change to what was changed, and leaves all as it was', async () => {
  const { gallery } = await openTestGallery();
  const pictures = [];
  for (let seed = 0; seed < 4; seed++) pictures.push(await saved(gallery, { seed }));
  const numbers = pictures.map(({ number }) => number);
  const state = () =>
    picturesOf(gallery, numbers).map(({ favourite, tags, trashedAt }) => ({
      favourite,
      tags,
      trashed: trashedAt !== null,
    }));
  const some = fc.subarray(numbers, { minLength: 1 });
  const one: fc.Arbitrary<PictureChange> = fc.oneof(
    fc.record({ numbers: some, favourite: fc.boolean() }),
    fc.record({ numbers: some, trashed: fc.boolean() }),
    fc.record({ numbers: some, addTags: fc.constantFrom<string[]>(['a'], ['바다']) }),
    fc.record({ numbers: some, removeTags: fc.constantFrom<string[]>(['a'], ['바다'], ['none']) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 5 }), one, async (before, change) => {
      for (const each of before) await changePictures(gallery, each);
      const was = state();
      const { numbers: changed } = await changePictures(gallery, change);
      if (changed.length > 0) await changePictures(gallery, opposite(change, [...changed]));
      expect(state()).toEqual(was);
    }),
    { numRuns: 60 },
  );
});

function opposite(change: PictureChange, numbers: number[]): PictureChange {
  return {
    numbers,
    ...(change.favourite !== undefined && { favourite: !change.favourite }),
    ...(change.trashed !== undefined && { trashed: !change.trashed }),
    ...(change.addTags && { removeTags: change.addTags }),
    ...(change.removeTags && { addTags: change.removeTags }),
  };
}

test('tags that differ in case only are one, and go with their last picture', async () => {
  const { gallery } = await openTestGallery();
  const { number } = await saved(gallery);
  await changePictures(gallery, { numbers: [number], addTags: ['Night Sky', 'NIGHT SKY', '밤'] });
  expect(picturesOf(gallery, [number])[0]?.tags).toEqual(['Night Sky', '밤']);
  await changePictures(gallery, { numbers: [number], removeTags: ['night sky'] });
  expect(gallery.sqlite.prepare('SELECT name FROM tags').pluck().all()).toEqual(['밤']);
});

test('numbers of no picture change nothing', async () => {
  const { gallery } = await openTestGallery();
  const { number } = await saved(gallery);
  const numbers = [99, number, 4_000_000_000, number];
  const { numbers: changed } = await changePictures(gallery, { numbers, favourite: true });
  expect(changed).toEqual([number]);
});

test('only what is in the trash can be deleted for good; then nothing of it is left', async () => {
  const { gallery } = await openTestGallery();
  const kept = await saved(gallery, { seed: 1, prompt: 'kept' });
  const gone = await saved(gallery, { seed: 2, prompt: 'gone' });
  const numbers = [kept.number, gone.number];
  await changePictures(gallery, { numbers: [gone.number], trashed: true, addTags: ['x'] });
  expect(await purge(gallery, { numbers })).toEqual({ numbers: [gone.number] });
  expect(picturesOf(gallery, numbers).map(({ id }) => id)).toEqual([kept.id]);
  expect(await readdir(gallery.paths.pictures)).toEqual([`${kept.id}.png`]);
  expect(await readdir(gallery.paths.thumbnails)).toEqual([`${kept.id}.webp`]);
  const count = (table: string) =>
    gallery.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([count('texts'), count('tags'), count('trails')]).toEqual([1, 0, 0]);
  await changePictures(gallery, { numbers: [kept.number], trashed: true });
  expect(await purge(gallery, { all: true })).toEqual({ numbers: [kept.number] });
  // A number is never given twice: windows hold on to it.
  expect((await saved(gallery, { seed: 3 })).number).toBeGreaterThan(gone.number);
});

test('a picture is kept with how it was drawn, token by token, whole or stopped', async () => {
  const { gallery } = await openTestGallery();
  const trail: Trail = {
    tokens: [5, 16_383],
    logProbabilities: [-0.5, -2.25],
    entropies: [1.5, 3],
    likeliest: [
      [5, 1, 2, 3, 4, 6, 7, 8],
      [9, 16_383, 2, 3, 4, 6, 7, 8],
    ],
  };
  const stopped = { tokens: [5, 16_383], tokensTotal: 4 };
  const picture = await savePicture(gallery, await finished(stopped, trail));
  expect(picture).toMatchObject({ tokensDone: 2, tokensTotal: 4, origin: 'drawn', parent: null });
  const packed = gallery.sqlite
    .prepare('SELECT tokens, facts FROM trails WHERE picture = ?')
    .get(picture.number) as Parameters<typeof unpackTrail>[0];
  expect(unpackTrail(packed)).toEqual(trail);
  const parent = { id: picture.id, row: 3 };
  const onward = await saved(gallery, { origin: 'continued', parent, seed: 9 });
  expect(onward).toMatchObject({ origin: 'continued', parent });
});

test('a thumbnail is there from the start, and made again when it is gone', async () => {
  const { gallery } = await openTestGallery();
  const { id } = await saved(gallery);
  const file = await findThumbnail(gallery, id);
  expect((await stat(file!)).size).toBeGreaterThan(20);
  await rm(file!);
  expect(await findThumbnail(gallery, id)).toBe(file);
  expect((await stat(file!)).size).toBeGreaterThan(20);
  for (const none of ['', '../studio', 'f'.repeat(32)]) {
    expect(await findThumbnail(gallery, none)).toBeNull();
  }
});

test('the history has what was drawn, last used first, with what it made', async () => {
  const { gallery } = await openTestGallery();
  for (const prompt of ['a cat', '바다의 배', 'a cat']) {
    await usePrompt(gallery, prompt);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const first = await saved(gallery, { prompt: 'a cat', seed: 1 });
  const second = await saved(gallery, { prompt: 'a cat', seed: 2 });
  await saved(gallery, { prompt: 'only taken in', seed: 3 });
  await changePictures(gallery, { numbers: [first.number], trashed: true });
  const entries = listPrompts(gallery, history);
  expect(entries).toMatchObject([
    { text: 'a cat', uses: 2, pictures: 1, newest: [{ id: second.id }] },
    { text: '바다의 배', uses: 1, pictures: 0, newest: [] },
  ]);
  expect(listPrompts(gallery, { ...history, text: '바다' })).toMatchObject([{ text: '바다의 배' }]);
  const { lastUsedAt, number } = entries[0]!;
  const after = { lastUsedAt, number };
  expect(listPrompts(gallery, { ...history, after })).toMatchObject([{ text: '바다의 배' }]);
  expect(detailsOf(gallery, second.id).ofSamePrompt).toBe(2);
});

test('the history is read page by page without a gap, also where prompts share a moment', async () => {
  const { gallery } = await openTestGallery();
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 2));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const prompts = Array.from({ length: 7 }, (_, at) => `prompt ${at}`);
  for (const prompt of prompts) await usePrompt(gallery, prompt);
  const read: string[] = [];
  for (let after: { lastUsedAt: string; number: number } | undefined; ;) {
    const page = listPrompts(gallery, { text: '', limit: 2, ...(after && { after }) });
    read.push(...page.map(({ text }) => text));
    const last = page.at(-1);
    if (last === undefined) break;
    after = { lastUsedAt: last.lastUsedAt, number: last.number };
  }
  expect(read).toEqual(prompts.toReversed());
});

test('a forgotten prompt leaves the history, its pictures stay; drawn again it is back', async () => {
  const { gallery } = await openTestGallery();
  await usePrompt(gallery, 'a secret');
  const { number } = await saved(gallery, { prompt: 'a secret' });
  await forgetPrompt(gallery, listPrompts(gallery, history)[0]!.number);
  expect(listPrompts(gallery, history)).toEqual([]);
  expect(picturesOf(gallery, [number])[0]?.prompt).toBe('a secret');
  await usePrompt(gallery, 'a secret');
  expect(listPrompts(gallery, history)).toMatchObject([{ text: 'a secret', uses: 1 }]);
});
