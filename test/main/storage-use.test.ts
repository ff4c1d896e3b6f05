import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pathsUnder } from '../../main/paths.ts';
import { storageUse } from '../../main/storage-use.ts';
import { emptyFolder } from './folder.ts';

test('counts each thing where it belongs, and follows no link', async () => {
  const folder = await emptyFolder();
  const put = async (place: string, bytes: number): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, place)), { recursive: true });
    await writeFile(path.join(folder, place), new Uint8Array(bytes));
  };
  await put('models/a/language.data', 1000);
  await put('models/.trash-1-b/language.data', 200);
  await put('pictures/a.png', 30);
  await put('thumbnails/a.webp', 4);
  await put('studio.sqlite', 500);
  await put('studio.sqlite-wal', 60);
  await put('backups/1.sqlite', 7);
  await put('studio.log', 9);
  await symlink('/usr', path.join(folder, 'models', 'elsewhere'));
  const { dataFolder, parts, freeBytes } = await storageUse(pathsUnder(folder));
  expect(dataFolder).toBe(folder);
  expect(Object.fromEntries(parts.map(({ what, bytes }) => [what, bytes]))).toEqual({
    models: 1200,
    pictures: 34,
    database: 567,
    other: 9,
  });
  expect(freeBytes).toBeGreaterThan(0);
});

test('a folder that is not there takes nothing', async () => {
  const { parts, freeBytes } = await storageUse(pathsUnder('/nowhere/at/all'));
  expect(parts.every(({ bytes }) => bytes === 0)).toBe(true);
  expect(freeBytes).toBeGreaterThan(0);
});
