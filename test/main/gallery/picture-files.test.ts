import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sweepUnfinished } from '../../../main/gallery/picture-files.ts';
import { emptyFolder } from '../folder.ts';

test('half-written pictures of killed processes are swept, whatever else lies there is not', async () => {
  const folder = await emptyFolder();
  const id = 'a'.repeat(32);
  const old = [`${id}.png.123`, `${id}.png.77`];
  const kept = [`${id}.png`, `${id}.png.9`, 'mine.png.12', 'notes.txt'];
  for (const name of [...old, ...kept]) await writeFile(path.join(folder, name), 'x');
  const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of [...old, 'mine.png.12', `${id}.png`]) {
    await utimes(path.join(folder, name), twoHoursAgo, twoHoursAgo);
  }
  await sweepUnfinished(folder);
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

test('a gallery that does not exist yet is swept too', async () => {
  await sweepUnfinished(path.join(await emptyFolder(), 'none'));
});
