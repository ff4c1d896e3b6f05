import { readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { importArchive } from '../../../../main/gallery/archive/import.ts';
import { openGallery } from '../../../../main/gallery/open.ts';
import { pathsUnder } from '../../../../main/paths.ts';
import { emptyFolder } from '../../folder.ts';
import { openTestGallery, workshopHere } from '../open.ts';
import { contentOf, exported, fill, imported } from './made.ts';

async function archiveOf(count: number) {
  const { gallery } = await openTestGallery();
  await fill(gallery, count);
  const { path: file } = await exported(gallery, { kind: 'archive' });
  return { file, whole: contentOf(gallery) };
}

async function filesIn(folder: string): Promise<number> {
  return (await readdir(folder).catch(() => [])).length;
}

test.each(['check', 'enter'] as const)(
  'a studio that ended in the phase %s of an import has nothing of it when it opens again',
  async (phase) => {
    const { file, whole } = await archiveOf(40);
    const folder = await emptyFolder();
    const paths = pathsUnder(folder);
    const first = await openGallery(paths, workshopHere);
    await first.tookIn;
    const events = importArchive(first.gallery, file, new AbortController().signal);
    for (;;) {
      const { value } = await events.next();
      if (value?.kind === 'progress' && value.phase === phase) break;
    }
    // What a crash leaves: rows that nobody sees, files beside the gallery, a mark.
    expect(await filesIn(paths.arrivals)).toBe(1);
    await first[Symbol.asyncDispose]();

    const { gallery } = await openTestGallery(folder);
    expect(contentOf(gallery).pictures).toEqual([]);
    expect(contentOf(gallery).marks).toEqual([]);
    expect(await filesIn(paths.pictures)).toBe(0);
    expect(await filesIn(paths.arrivals)).toBe(0);
    expect(await imported(gallery, file)).toMatchObject({ added: 40 });
    expect(contentOf(gallery)).toEqual(whole);
  },
);

test('an import that has happened is finished by the next studio', async () => {
  const { file, whole } = await archiveOf(6);
  const folder = await emptyFolder();
  const paths = pathsUnder(folder);
  const first = await openGallery(paths, workshopHere);
  await first.tookIn;
  // The files cannot be moved to their places.
  const aside = path.join(folder, 'aside');
  await rename(paths.thumbnails, aside).catch(() => undefined);
  await writeFile(paths.thumbnails, '');
  await expect(imported(first.gallery, file)).rejects.toThrow();
  await first[Symbol.asyncDispose]();
  expect(await filesIn(paths.arrivals)).toBe(1);

  await rename(paths.thumbnails, `${aside}-file`);
  const { gallery } = await openTestGallery(folder);
  expect(contentOf(gallery)).toEqual(whole);
  expect(await filesIn(paths.pictures)).toBe(6);
  expect(await filesIn(paths.arrivals)).toBe(0);
});
