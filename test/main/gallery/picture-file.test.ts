import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import {
  readPictureFile,
  withFacts,
  type PictureFacts,
} from '../../../main/gallery/picture-file.ts';
import { emptyFolder } from '../folder.ts';

const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#f00' } })
  .png()
  .toBuffer();

const facts: PictureFacts = {
  version: 1,
  prompt: 'a cat',
  model: 'fake',
  seed: 0xffff_ffff,
  guidance: 5,
  temperature: 1,
  forced: 0,
  createdAt: '2026-01-02T03:04:05.678Z',
  msPerToken: 1.5,
  tokens: [0, 16_383, 7, 7],
};

test('what is written is read back, whatever the prompt', async () => {
  const file = path.join(await emptyFolder(), 'a.png');
  const prompt = fc.string({ unit: 'grapheme', maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(prompt, async (prompt) => {
      await writeFile(file, withFacts(plain, { ...facts, prompt }, 4));
      expect(await readPictureFile(file)).toEqual({
        facts: { ...facts, prompt },
        width: 4,
        height: 4,
      });
    }),
    { numRuns: 50 },
  );
});

test('the pixels stay, and image tools still read the file', async () => {
  const written = withFacts(plain, facts, 4);
  expect(await sharp(written).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer());
  const { comments } = await sharp(written).metadata();
  expect(comments).toContainEqual({
    keyword: 'parameters',
    text: 'a cat\nSteps: 4, Sampler: Janus, CFG scale: 5, Seed: 4294967295, Size: 4x4, Model: fake, Temperature: 1, Version: Janus Studio',
  });
});

test('a damaged file is read as nothing or as what it was, and never throws', async () => {
  const file = path.join(await emptyFolder(), 'a.png');
  const whole = withFacts(plain, facts, 4);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(whole.length), async (flips, length) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of flips) bytes[at] = byte;
      await writeFile(file, bytes.subarray(0, length));
      const record = await readPictureFile(file);
      if (record !== null) expect(record.facts).toEqual(facts);
    }),
    { numRuns: 300 },
  );
});
