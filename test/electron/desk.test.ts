import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { desktop, openPage } from './desktop.ts';
import { app, seen, type StandInImage } from './stand-in.ts';

const home = desktop();

async function photo(background: string): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width: 40, height: 30, channels: 3, background } as const;
  return Uint8Array.from(await sharp({ create }).jpeg().toBuffer());
}

test('pictures are dragged out as copies with names that people read', async () => {
  const { studio } = await openPage();
  const first = await studio.ask('gallery:import', { bytes: await photo('#c33') });
  const second = await studio.ask('gallery:import', { bytes: await photo('#33c') });
  const numbers = [second.number, first.number, 999_999];
  expect(await studio.ask('picture:drag', { numbers })).toBeNull();
  expect(seen.drags).toHaveLength(1);
  const { file, files = [], icon } = seen.drags[0]!;
  expect(files.map((each) => path.basename(each))).toEqual(['picture-0.png', 'picture-0 (2).png']);
  expect(file).toBe(files[0]);
  const own = path.join(home.data, 'pictures', `${second.id}.png`);
  expect(file).not.toBe(own);
  expect(await readFile(file)).toEqual(await readFile(own));
  const { from, width } = icon as unknown as StandInImage;
  expect(width).toBe(64);
  // The picture itself where the workshop was quick, else the app's own.
  if (typeof from === 'string') expect(from).toBe(path.join(seen.appPath, 'assets/icon.png'));
  else expect(await sharp(from).metadata()).toMatchObject({ format: 'png', width: 96, height: 96 });
});

test('a picture’s file is shown by the system, and its path never crosses', async () => {
  const { studio } = await openPage();
  const { id } = await studio.ask('gallery:import', { bytes: await photo('#3c3') });
  expect(await studio.ask('picture:show', { id })).toBeNull();
  expect(seen.shownFiles).toEqual([path.join(home.data, 'pictures', `${id}.png`)]);
});

test('what is gone is said, and begins no drag', async () => {
  const { studio } = await openPage();
  const before = seen.drags.length;
  await expect(studio.ask('picture:drag', { numbers: [424_242] })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(studio.ask('picture:show', { id: 'f'.repeat(32) })).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(seen.drags).toHaveLength(before);
});

test('the copies of earlier drags are gone after the next opening', async () => {
  const outgoing = path.join(home.data, 'outgoing');
  expect(await readdir(outgoing)).not.toEqual([]);
  app.quit();
  await expect.poll(() => seen.quits).toBeGreaterThan(0);
  const { createStudio } = await import('../../main/studio.ts');
  const again = await createStudio({ dataFolder: home.data });
  await expect.poll(() => readdir(outgoing).catch(() => null)).toBeNull();
  // A host without a desktop has nowhere to drag to, and says so.
  await expect(again.routes['picture:drag']({ numbers: [1] })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  await again.close();
});
