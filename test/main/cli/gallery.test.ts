import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { takeOwnership } from '../../../main/owner.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { emptyFolder } from '../folder.ts';
import type { Picture } from '../../../preload/contract/picture.ts';
import { PictureScore } from '../../../preload/contract/score.ts';
import { openGallery } from '../../../main/gallery/open.ts';
import { workshopHere } from '../gallery/open.ts';
import { fill } from '../gallery/export/made.ts';
import { studio } from './run.ts';

async function filled(count: number): Promise<string> {
  const data = await emptyFolder();
  await using opened = await openGallery(pathsUnder(data), workshopHere);
  await opened.tookIn;
  await fill(opened.gallery, count);
  return data;
}

interface Listed {
  readonly total: number;
  readonly pictures: readonly { readonly prompt: string; readonly id: string }[];
}

async function json(data: string, ...args: string[]): Promise<unknown> {
  const { code, out, err } = await studio(['gallery', ...args, '--json'], { data, engine: 'real' });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

test('lists and finds, exports an archive and imports it into an empty folder', async () => {
  const data = await filled(12);
  const list = (await json(data, 'list', '--limit', '5')) as Listed;
  expect(list).toMatchObject({ total: 12 });
  expect(list.pictures.length).toBe(5);
  const found = (await json(data, 'search', '바다')) as Listed;
  expect(found.total).toBeGreaterThan(0);
  for (const { prompt } of found.pictures) expect(prompt).toContain('바다');

  const out = path.join(await emptyFolder(), 'new', 'all.zip');
  const sent = await json(data, 'export', '--out', out);
  expect(sent).toMatchObject({ path: out, pictures: 12, leftOut: 0 });
  const other = await emptyFolder();
  expect(await json(other, 'import', out)).toMatchObject({ added: 12, known: 0 });
  expect(await json(other, 'import', out)).toMatchObject({ added: 0, known: 12 });
  expect(await json(other, 'list', '--limit', '5')).toMatchObject({ total: 12 });
  const plain = await studio(['gallery', 'search', '바다'], { data: other, engine: 'real' });
  expect(plain.out.trimEnd().split('\n').length).toBe(found.total);
}, 120_000);

test('a gallery that a studio has open is read, and not written', async () => {
  const data = await filled(3);
  const archive = path.join(await emptyFolder(), 'all.zip');
  using _owned = await takeOwnership(pathsUnder(data), 'a test');
  expect(await json(data, 'export', '--out', archive)).toMatchObject({ pictures: 3 });
  expect(await json(data, 'list')).toMatchObject({ total: 3 });
  const refused = await studio(['gallery', 'import', archive], { data, engine: 'real' });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('in use by a test');
}, 60_000);

test('what cannot be done is one sentence, and nothing is left', async () => {
  const data = await filled(2);
  const folder = await emptyFolder();
  const bad = path.join(folder, 'bad.zip');
  await writeFile(bad, 'hello');
  const run = (...args: string[]) => studio(['gallery', ...args], { data, engine: 'real' });
  const refused = await run('import', bad);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toMatch(/^Expected an archive .*Nothing was imported\.\n$/);
  expect(await run('import', path.join(folder, 'none.zip'))).toMatchObject({ code: 1 });
  expect(await run('list', '--seed', 'x')).toMatchObject({ code: 2 });
  expect(await run('export', '--as', 'sheet', '--format', 'webp')).toMatchObject({ code: 2 });
  const none = await run('export', '--text', 'nowhere', '--out', folder);
  expect(none).toMatchObject({ code: 1 });
  expect(none.err).toContain('There is no picture to export');
  expect(await readdir(folder)).toEqual(['bad.zip']);
  const table = await run('export', '--as', 'csv', '--out', path.join(folder, 'table.csv'));
  expect(table.code).toBe(0);
  expect(await readFile(path.join(folder, 'table.csv'), 'utf8')).toContain('a small boat');
}, 60_000);

const ScoreDocument = z.strictObject({
  model: z.string(),
  scored: z.int(),
  kept: z.int(),
  skipped: z.int(),
  pictures: z.array(
    z.object({ id: z.string(), prompt: z.string(), score: PictureScore.nullable() }),
  ),
});

test('scores what it is told to, keeps that, and lists the best first', async () => {
  const data = await filled(6);
  await mkdir(path.join(data, 'models'));
  await symlink(path.join(inject('models'), 'tiny'), path.join(data, 'models', 'tiny'));
  const { pictures } = (await json(data, 'list')) as Listed;
  const ids = pictures.map(({ id }) => id);
  const score = async (...args: string[]) =>
    ScoreDocument.parse(await json(data, 'score', ...args));
  const one = await score(ids[2]!);
  expect(one).toMatchObject({ model: 'tiny', scored: 1, kept: 0, skipped: 0 });
  expect(one.pictures[0]).toMatchObject({ id: ids[2], score: { model: 'tiny' } });
  const boats = await score('--query', '바다');
  expect(boats.scored + boats.kept).toBe(boats.pictures.length);
  expect(await score('--all')).toMatchObject({ kept: boats.scored + 1, skipped: 0 });

  const best = (await json(data, 'list', '--sort', 'score')) as { pictures: Picture[] };
  const values = best.pictures.map((picture) => picture.score!.value);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(await json(data, 'list', '--scored', 'no')).toMatchObject({ total: 0 });
  const run = (...args: string[]) => studio(['gallery', ...args], { data, engine: 'real' });
  expect((await run('list', '--sort', 'score', '--limit', '1')).out).toMatch(/\t *\d+ %\t/);
  for (const args of [['score'], ['score', ids[0]!, '--all'], ['list', '--sort', 'size']]) {
    expect(await run(...args)).toMatchObject({ code: 2, out: '' });
  }
  expect(await run('list', '--sort', 'score', '--order', 'oldest')).toMatchObject({ code: 2 });
  const unknown = await run('score', 'f'.repeat(32));
  expect(unknown).toMatchObject({ code: 1, out: '' });
  expect(unknown.err).toContain('There is no picture');
}, 120_000);
