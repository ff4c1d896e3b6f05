import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { changePictures } from '../../../main/gallery/change.ts';
import { findPictures } from '../../../main/gallery/find.ts';
import type { Gallery } from '../../../main/gallery/gallery.ts';
import { importImage } from '../../../main/gallery/import.ts';
import { openGallery } from '../../../main/gallery/open.ts';
import { idOf, writePicture } from '../../../main/gallery/picture-files.ts';
import { rowsOf } from '../../../main/gallery/rows.ts';
import { takeIn } from '../../../main/gallery/take-in.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { GalleryEvent } from '../../../preload/contract/gallery.ts';
import { emptyFolder } from '../folder.ts';
import { everything, numbersOf } from './listed.ts';
import { fileOf, finished, openTestGallery, saved, workshopHere } from './open.ts';

const never = new AbortController().signal;

async function listed(gallery: Gallery) {
  const { numbers } = await findPictures(gallery, everything);
  return rowsOf(gallery.sqlite, numbersOf(numbers)).map(({ picture }) => picture);
}

test('files without a row are taken in at the opening, from what they say of themselves', async () => {
  const folder = await emptyFolder();
  const { pictures } = pathsUnder(folder);
  const parent = { id: 'a'.repeat(32), row: 2 };
  const facts = { prompt: '바다', tokensTotal: 9, origin: 'continued', parent } as const;
  await writePicture(pictures, (await finished(facts)).png);
  const { png } = await finished({ seed: 2 });
  await writePicture(pictures, png);
  await writeFile(path.join(pictures, 'holiday.png'), png);
  await writeFile(path.join(pictures, `${'0'.repeat(32)}.png`), 'no picture');
  await writeFile(path.join(pictures, `${'1'.repeat(32)}.png`), png.subarray(0, 60));
  await mkdir(path.join(pictures, `${'2'.repeat(32)}.png`));
  const { gallery } = await openTestGallery(folder);
  const found = await listed(gallery);
  expect(found).toHaveLength(2);
  expect(found.find(({ prompt }) => prompt === '바다')).toMatchObject({
    tokensDone: 4,
    tokensTotal: 9,
    origin: 'continued',
    parent,
  });
});

test('a picture without its file is not shown, and is back with all it had when the file is', async () => {
  const folder = await emptyFolder();
  const first = await openTestGallery(folder);
  const picture = await saved(first.gallery);
  await changePictures(first.gallery, { numbers: [picture.number], favourite: true });
  await first[Symbol.asyncDispose]();
  const file = fileOf(folder, picture.id);
  await rename(file, `${file}.away`);
  const second = await openTestGallery(folder);
  expect(await listed(second.gallery)).toEqual([]);
  await rename(`${file}.away`, file);
  await takeIn(second.gallery, never);
  expect(await listed(second.gallery)).toMatchObject([{ id: picture.id, favourite: true }]);
});

test('what another process adds while the studio is open comes in, and windows hear of it', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const heard: GalleryEvent[] = [];
  const closing = new AbortController();
  const listening = (async () => {
    for await (const event of gallery.news.listen(closing.signal)) heard.push(event);
  })().catch(() => undefined);
  const script = `
    import { writePicture } from ${JSON.stringify(new URL('../../../main/gallery/picture-files.ts', import.meta.url).href)};
    const png = Buffer.from(${JSON.stringify(Buffer.from((await finished()).png).toString('base64'))}, 'base64');
    await writePicture(${JSON.stringify(pathsUnder(folder).pictures)}, png);`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  await once(other, 'exit');
  await vi.waitFor(
    async () => {
      expect(await listed(gallery)).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
  closing.abort();
  await listening;
  expect(heard).toEqual([{ kind: 'added', numbers: [1] }]);
});

test('saving and taking in at the same time enter each picture once, none as missing', async () => {
  const { gallery } = await openTestGallery();
  const saving = (async () => {
    for (let seed = 0; seed < 30; seed++) await saved(gallery, { seed });
  })();
  const looking = (async () => {
    for (let round = 0; round < 30; round++) await takeIn(gallery, never);
  })();
  await Promise.all([saving, looking]);
  expect(await listed(gallery)).toHaveLength(30);
  expect(gallery.sqlite.prepare('SELECT sum(missing) FROM pictures').pluck().get()).toBe(0);
});

test('the same picture saved twice is one picture', async () => {
  const { gallery } = await openTestGallery();
  const first = await saved(gallery);
  expect((await saved(gallery)).number).toBe(first.number);
  expect(await listed(gallery)).toHaveLength(1);
});

test('a gallery whose database is lost is whole again from its files', async () => {
  const folder = await emptyFolder();
  const first = await openTestGallery(folder);
  await saved(first.gallery, { prompt: 'drawn' });
  const photo = (await finished({ prompt: 'by another' })).png;
  await importImage(first.gallery, photo);
  const before = await listed(first.gallery);
  await first[Symbol.asyncDispose]();
  const { database, backups } = pathsUnder(folder);
  await rm(backups, { recursive: true });
  await writeFile(database, 'nothing left');
  const second = await openTestGallery(folder);
  expect(second.database.restored).toContain('a new one was made');
  const bare = (pictures: typeof before) =>
    pictures.map((picture) => ({ ...picture, number: 0 })).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(bare(await listed(second.gallery))).toEqual(bare(before));
});

test('closing while hundreds are taken in is quick, and the rest comes next time', async () => {
  const folder = await emptyFolder();
  const { pictures } = pathsUnder(folder);
  await mkdir(pictures, { recursive: true });
  for (let seed = 0; seed < 400; seed++) {
    const { png } = await finished({ seed });
    await writeFile(path.join(pictures, `${idOf(png)}.png`), png);
  }
  const early = await openGallery(pathsUnder(folder), workshopHere);
  const start = performance.now();
  await early[Symbol.asyncDispose]();
  expect(performance.now() - start).toBeLessThan(2000);
  const { gallery } = await openTestGallery(folder);
  expect(await listed(gallery)).toHaveLength(400);
});

test('a clock that was set back loses nothing and mixes up nothing', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-05T05:05:05Z') });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { gallery } = await openTestGallery();
  const draw = (seed: number) => saved(gallery, { seed, createdAt: new Date().toISOString() });
  const first = await draw(1);
  vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
  const second = await draw(2);
  expect(second.number).toBeGreaterThan(first.number);
  expect((await listed(gallery)).map(({ seed }) => seed)).toEqual([1, 2]);
  const { numbers } = await changePictures(gallery, { numbers: [first.number], trashed: true });
  expect(numbers).toEqual([first.number]);
  expect(await readFile(fileOf(path.dirname(gallery.paths.pictures), second.id))).toHaveLength(
    (await finished({ seed: 2, createdAt: second.createdAt })).png.length,
  );
});
