import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { changePictures } from '../../../../main/gallery/change.ts';
import { lookInto } from '../../../../main/gallery/archive/look.ts';
import { pathsUnder } from '../../../../main/paths.ts';
import { emptyFolder } from '../../folder.ts';
import { openTestGallery, saved } from '../open.ts';
import { contentOf, exported, imported } from './made.ts';

test('a look tells what is in an archive and what of it is here, and changes nothing', async () => {
  const { gallery } = await openTestGallery();
  const createdAt = ['2026-03-01T12:00:00.000Z', '2026-01-05T08:00:00.000Z'];
  const [first, second] = await Promise.all(
    createdAt.map((moment, seed) => saved(gallery, { createdAt: moment, seed })),
  );
  const { path: file } = await exported(gallery, { kind: 'archive' });
  const span = { pictures: 2, from: createdAt[1], to: createdAt[0] };
  expect(await lookInto(gallery, file)).toMatchObject({ ...span, known: 2, trashed: 0 });
  await changePictures(gallery, { numbers: [first!.number], trashed: true });
  expect(await lookInto(gallery, file)).toMatchObject({ ...span, known: 1, trashed: 1 });

  const folder = await emptyFolder();
  const { gallery: other } = await openTestGallery(folder);
  const before = contentOf(other);
  expect(await lookInto(other, file)).toMatchObject({ ...span, known: 0, trashed: 0 });
  expect(contentOf(other)).toEqual(before);
  expect(await readdir(pathsUnder(folder).arrivals)).toEqual([]);
  // What came in is named, so that it can be taken back.
  expect((await imported(other, file)).numbers).toHaveLength(2);
  expect((await imported(other, file)).numbers).toEqual([]);
  expect((await imported(gallery, file)).numbers).toEqual([first!.number]);
  expect(second!.trashedAt).toBeNull();
});

test('half an archive is refused at the first look', async () => {
  const { gallery } = await openTestGallery();
  await saved(gallery);
  const { path: file } = await exported(gallery, { kind: 'archive' });
  const bytes = await readFile(file);
  const half = path.join(await emptyFolder(), 'half.zip');
  await writeFile(half, bytes.subarray(0, bytes.length / 2));
  await expect(lookInto(gallery, half)).rejects.toMatchObject({ code: 'bad-request' });
});
