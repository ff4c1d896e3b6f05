import { cp, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openJanus } from '../../../main/inference/janus.ts';
import { readManifest } from '../../../native-models/manifest.ts';

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'janus-checked-')), 'tiny');
  await cp(path.join(inject('models'), 'tiny'), folder, { recursive: true });
});
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

test('a flipped byte in any file is told when the model is opened', async () => {
  const { files } = await readManifest(folder);
  for (const { path: name } of files) {
    const file = path.join(folder, name);
    const bytes = await readFile(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle]! ^= 1;
    await writeFile(file, bytes);
    const opening = openJanus(folder);
    await expect(opening, name).rejects.toMatchObject({ code: 'bad-model' });
    await expect(opening, name).rejects.toThrow(`${name} of the model is damaged`);
    bytes[middle]! ^= 1;
    await writeFile(file, bytes);
  }
  await (await openJanus(folder)).release();
});

test('a model that was opened once is checked again when a file has changed', async () => {
  await (await openJanus(folder)).release();
  const file = path.join(folder, 'language.data');
  const bytes = await readFile(file);
  bytes[99]! ^= 1;
  await writeFile(file, bytes);
  await utimes(file, new Date(), new Date(Date.now() + 5000));
  await expect(openJanus(folder)).rejects.toThrow('language.data of the model is damaged');
});

test('a file cut short is told by its size', async () => {
  await writeFile(path.join(folder, 'vision-encoder.data'), 'short');
  await expect(openJanus(folder)).rejects.toThrow('bytes but it has 5');
});
