import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../native-models/make-folder.ts';
import { emptyFolder } from '../main/folder.ts';

test('makes what is missing, and is content with what is there', async () => {
  const folder = path.join(await emptyFolder(), 'a', 'b', 'c');
  await makeFolder(folder);
  await makeFolder(folder);
  await writeFile(path.join(folder, 'file'), '');
  await expect(makeFolder(path.join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(path.join(folder, 'file', 'd'))).rejects.toMatchObject({
    code: 'ENOTDIR',
  });
});

test('many may make the same folder at once', async () => {
  const folder = path.join(await emptyFolder(), 'a', 'b', 'c');
  await Promise.all(Array.from({ length: 16 }, () => makeFolder(folder)));
});

test.runIf(process.platform === 'linux')('a place that takes no folders says so', async () => {
  await expect(makeFolder('/proc/janus/a')).rejects.toMatchObject({ path: '/proc/janus' });
});
