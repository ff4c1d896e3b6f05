import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { takeOwnership } from '../../../main/owner.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { emptyFolder } from '../folder.ts';
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
