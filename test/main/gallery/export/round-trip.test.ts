import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { changePictures } from '../../../../main/gallery/change.ts';
import { findPictures } from '../../../../main/gallery/find.ts';
import { makingOf } from '../../../../main/gallery/making.ts';
import { forgetPrompt, listPrompts, usePrompt } from '../../../../main/gallery/prompts.ts';
import { purge } from '../../../../main/gallery/purge.ts';
import { rowsOf } from '../../../../main/gallery/rows.ts';
import { pathsUnder } from '../../../../main/paths.ts';
import { emptyFolder } from '../../folder.ts';
import { everything, numbersOf } from '../listed.ts';
import { fileOf, openTestGallery, saved } from '../open.ts';
import { contentOf, entriesOf, exported, fill, imported } from './made.ts';

const archive = { kind: 'archive' } as const;

test('a thousand pictures come back into an empty gallery, every field of them', async () => {
  const from = await emptyFolder();
  const to = await emptyFolder();
  const { gallery } = await openTestGallery(from);
  const numbers = await fill(gallery, 1000);
  await usePrompt(gallery, 'drawn, and all its pictures are gone');
  const sent = await exported(gallery, archive);
  expect(sent).toMatchObject({ kind: 'file', pictures: 1000, leftOut: 0, address: null });

  const { gallery: other } = await openTestGallery(to);
  const prompts = listPrompts(gallery, { text: '', limit: 200 }).length;
  expect(await imported(other, sent.path)).toMatchObject({
    added: 1000,
    known: 0,
    restored: 0,
    prompts,
  });
  expect(contentOf(other)).toEqual(contentOf(gallery));
  const files = async (folder: string) => (await readdir(pathsUnder(folder).pictures)).sort();
  expect(await files(to)).toEqual(await files(from));
  expect(await readdir(pathsUnder(to).arrivals)).toEqual([]);
  expect((await readdir(pathsUnder(to).thumbnails)).length).toBe(1000);

  // It is all found at once, and replays.
  const found = await findPictures(other, { ...everything, text: '바다', order: 'oldest' });
  expect(found.total).toBe((await findPictures(gallery, { ...everything, text: '바다' })).total);
  const [first] = rowsOf(other.sqlite, numbersOf(found.numbers));
  const id = first?.picture.id ?? '';
  const { picture: _here, family: here, ...making } = await makingOf(other, id);
  const { picture: _there, family: there, ...original } = await makingOf(gallery, id);
  expect(making).toEqual(original);
  const ids = (family: typeof here) => family.map(({ picture }) => picture.id).sort();
  expect(ids(here)).toEqual(ids(there));
  expect(numbers.length).toBe(found.total > 0 ? 1000 : 0);
}, 240_000);

test('what is there already is known again and not touched', async () => {
  const { gallery } = await openTestGallery();
  const [kept = 0, trashed = 0, gone = 0, lost = 0] = await fill(gallery, 5);
  const { path: file } = await exported(gallery, archive);
  await changePictures(gallery, { numbers: [kept], addTags: ['since'] });
  await changePictures(gallery, { numbers: [trashed, gone], trashed: true });
  await purge(gallery, { numbers: [gone] });
  const [row] = rowsOf(gallery.sqlite, [lost]);
  const before = contentOf(gallery);
  expect(await imported(gallery, file)).toMatchObject({
    added: 1,
    known: 3,
    restored: 1,
    prompts: 0,
  });
  const after = contentOf(gallery);
  expect(after.pictures.length).toBe(5);
  expect(rowsOf(gallery.sqlite, [kept, lost, trashed])).toMatchObject([
    { picture: { tags: expect.arrayContaining(['since']) as string[] } },
    row ?? {},
    { picture: { trashedAt: null } },
  ]);
  expect(after.prompts).toEqual(before.prompts);
  expect(await imported(gallery, file)).toMatchObject({
    added: 0,
    known: 5,
    restored: 0,
    prompts: 0,
  });
  expect(contentOf(gallery)).toEqual(after);
});

test('a picture whose file was lost gets it back, and keeps what was said of it since', async () => {
  const folder = await emptyFolder();
  const { gallery } = await openTestGallery(folder);
  const picture = await saved(gallery);
  const { path: file } = await exported(gallery, archive);
  await changePictures(gallery, { numbers: [picture.number], favourite: true });
  await rm(fileOf(folder, picture.id));
  gallery.sqlite.prepare('UPDATE pictures SET missing = 1').run();
  expect(await imported(gallery, file)).toMatchObject({ added: 0, restored: 1 });
  expect(rowsOf(gallery.sqlite, [picture.number])).toMatchObject([
    { picture: { favourite: true } },
  ]);
});

test('chosen pictures bring their own prompts only; the trash stays', async () => {
  const { gallery } = await openTestGallery();
  const numbers = await fill(gallery, 9);
  const [trashed = 0, ...rest] = numbers;
  await changePictures(gallery, { numbers: [trashed], trashed: true });
  const which = { numbers: [...rest.slice(0, 4), trashed, 4711] };
  const sent = await exported(gallery, archive, { which });
  expect(sent).toMatchObject({ pictures: 4, leftOut: 2 });
  const { gallery: other } = await openTestGallery();
  const { prompts } = await imported(other, sent.path);
  expect(contentOf(other).pictures.length).toBe(4);
  expect(prompts).toBe(contentOf(other).prompts.length);
  expect(prompts).toBeLessThan(contentOf(gallery).prompts.length);
});

test('a prompt that was forgotten comes back with its count, once', async () => {
  const { gallery } = await openTestGallery();
  for (let use = 0; use < 3; use++) await usePrompt(gallery, '바다');
  await saved(gallery, { prompt: '바다' });
  const { path: file } = await exported(gallery, archive);
  const [entry] = listPrompts(gallery, { text: '', limit: 9 });
  await forgetPrompt(gallery, entry?.number ?? 0);
  expect(await imported(gallery, file)).toMatchObject({ known: 1, prompts: 1 });
  expect(await imported(gallery, file)).toMatchObject({ known: 1, prompts: 0 });
  expect(listPrompts(gallery, { text: '', limit: 9 })).toMatchObject([{ text: '바다', uses: 3 }]);
});

test('every other entry of an archive is in its list of checksums, as sha256sum reads it', async () => {
  const { gallery } = await openTestGallery();
  await fill(gallery, 12);
  const { path: file } = await exported(gallery, archive);
  const entries = await entriesOf(file);
  const sums = entries.get('checksums.sha256')?.toString('utf8') ?? '';
  const others = [...entries].filter(([name]) => name !== 'checksums.sha256');
  const expected = others.map(([name, bytes]) => {
    return `${createHash('sha256').update(bytes).digest('hex')}  ${name}`;
  });
  expect(sums.trimEnd().split('\n').sort()).toEqual(expected.sort());
  expect(others.length).toBe(12 + 4);
  const manifest: unknown = JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '');
  expect(manifest).toMatchObject({ format: 'janus-studio-gallery', version: 1, pictures: 12 });
});
