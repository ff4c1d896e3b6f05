import { copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { changePictures } from '../../../main/gallery/change.ts';
import { findPictures } from '../../../main/gallery/find.ts';
import type { Gallery } from '../../../main/gallery/gallery.ts';
import { finishPurges, purge } from '../../../main/gallery/purge.ts';
import { rescan } from '../../../main/gallery/rescan.ts';
import { rowsOf } from '../../../main/gallery/rows.ts';
import { emptyFolder } from '../folder.ts';
import { everything, numbersOf } from './listed.ts';
import { fileOf, finished, openTestGallery, saved } from './open.ts';

async function listed(gallery: Gallery) {
  const { numbers } = await findPictures(gallery, everything);
  return rowsOf(gallery.sqlite, numbersOf(numbers)).map(({ picture }) => picture);
}

test('files put into the folder by hand become pictures, once, and stay where they are', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const { pictures } = gallery.paths;
  await mkdir(path.join(pictures, 'folder.png'), { recursive: true });
  const { png } = await finished({ prompt: '바다', seed: 9 });
  await writeFile(path.join(pictures, 'ours.png'), png);
  const square = sharp({ create: { width: 8, height: 6, channels: 3, background: '#246' } });
  const photo = path.join(pictures, 'Holiday.JPG');
  const jpeg = await square.jpeg().toBuffer();
  await writeFile(photo, jpeg);
  await utimes(photo, new Date(), new Date('2024-05-06T07:08:09Z'));
  await writeFile(path.join(pictures, 'broken.webp'), 'no image');
  await writeFile(path.join(pictures, 'notes.txt'), 'no image either');

  expect(await rescan(gallery)).toEqual({ found: 2, lost: 0, unreadable: 2 });
  const found = await listed(gallery);
  expect(found.find(({ prompt }) => prompt === '바다')).toMatchObject({ seed: 9, origin: 'drawn' });
  expect(found.find(({ prompt }) => prompt === '')).toMatchObject({
    width: 8,
    height: 6,
    origin: 'imported',
    createdAt: '2024-05-06T07:08:09.000Z',
  });
  // Again, nothing is new; and what was thrown away meanwhile stays away.
  const numbers = found.map(({ number }) => number);
  await changePictures(gallery, { numbers, trashed: true });
  expect(await rescan(gallery)).toEqual({ found: 0, lost: 0, unreadable: 2 });
  expect(await listed(gallery)).toEqual([]);
  expect(await readFile(photo)).toEqual(jpeg);
});

test('pictures whose files vanished or came back are counted', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const picture = await saved(gallery);
  const file = fileOf(folder, picture.id);
  await rename(file, `${file}.away`);
  // The folder is watched too: whoever comes first has counted it.
  const away = await rescan(gallery);
  expect(away).toMatchObject({ found: 0, unreadable: 0 });
  expect(await listed(gallery)).toEqual([]);
  await copyFile(`${file}.away`, file);
  await rescan(gallery);
  expect(await listed(gallery)).toMatchObject([{ id: picture.id }]);
});

test('deleting for good goes on after a crash in the middle, and leaves no hidden row', async () => {
  const folder = await emptyFolder();
  const first = await openTestGallery(folder);
  const kept = await saved(first.gallery, { seed: 1 });
  const gone = await saved(first.gallery, { seed: 2 });
  const back = await saved(first.gallery, { seed: 3 });
  await changePictures(first.gallery, { numbers: [gone.number], trashed: true });
  // As a crash leaves it: the mark is there, one file is gone, no row is. One was taken out of the
  // trash since, by a studio that does not know of marks.
  const { sqlite } = first.gallery;
  const ids = JSON.stringify([gone.id, back.id]);
  sqlite.prepare(`INSERT INTO marks (name, value) VALUES ('purging x', ?)`).run(ids);
  await rm(fileOf(folder, gone.id));
  await first[Symbol.asyncDispose]();

  const second = await openTestGallery(folder);
  const rows = second.gallery.sqlite.prepare('SELECT id FROM pictures ORDER BY number').pluck();
  expect(rows.all()).toEqual([kept.id, back.id]);
  const marks = second.gallery.sqlite.prepare(`SELECT 1 FROM marks WHERE name GLOB 'purging *'`);
  expect(marks.all()).toEqual([]);
  await finishPurges(second.gallery);
  await changePictures(second.gallery, { numbers: [kept.number], trashed: true });
  expect(await purge(second.gallery, { all: true })).toEqual({ numbers: [kept.number] });
  expect(marks.all()).toEqual([]);
});
