import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planKeeping } from '../../../main/cli/keep.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { emptyFolder } from '../folder.ts';

const facts = {
  version: 1,
  model: 'fake',
  seed: 5,
  guidance: 5,
  temperature: 1,
  forced: 0,
  createdAt: '2026-01-02T03:04:05.678Z',
  msPerToken: 1,
  tokens: [],
} as const;

function picture(prompt: string) {
  const made = { ...facts, tokens: [], prompt };
  return {
    kind: 'picture',
    index: 0,
    png: new Uint8Array(1),
    facts: made,
    trail: null,
    width: 4,
    height: 4,
  } as const;
}

test.each([
  ['A red cat!', 'a-red-cat-5.png'],
  ['हिन्दी में', 'हिन्दी-में-5.png'],
  ['🐈', 'picture-5.png'],
  ['../../etc/passwd', 'etc-passwd-5.png'],
  [`${'x'.repeat(39)}𝔘𝔫𝔦`, `${'x'.repeat(39)}-5.png`],
])('a picture of “%s” in a folder is named %s', async (prompt, name) => {
  const folder = await emptyFolder();
  const keep = await planKeeping(folder, 1, pathsUnder('/nowhere'));
  expect(await keep(picture(prompt))).toBe(path.join(folder, name));
});

test('whatever the prompt, pictures stay in their folder, one file each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 4 }),
      async (prompts) => {
        const folder = await emptyFolder();
        const keep = await planKeeping(folder, prompts.length, pathsUnder('/nowhere'));
        const files: string[] = [];
        for (const prompt of prompts) files.push(path.basename(await keep(picture(prompt))));
        expect((await readdir(folder)).sort()).toEqual(files.sort());
      },
    ),
    { numRuns: 50 },
  );
});

test('two who draw the same at once into a folder get a file each', async () => {
  const folder = await emptyFolder();
  const keep = await planKeeping(folder, 1, pathsUnder('/nowhere'));
  const files = await Promise.all(Array.from({ length: 8 }, () => keep(picture('a cat'))));
  expect(new Set(files).size).toBe(8);
  expect(await readdir(folder)).toHaveLength(8);
});
