import { deflateSync, crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { exifOf } from '../../../main/gallery/metadata/exif.ts';
import { withJpegBlocks } from '../../../main/gallery/metadata/jpeg.ts';
import { readImageText } from '../../../main/gallery/metadata/read.ts';
import { withWebpBlocks } from '../../../main/gallery/metadata/webp.ts';
import { parametersText, parseParameters } from '../../../main/gallery/parameters.ts';
import { withFacts, withFactsBlocks } from '../../../main/gallery/picture-file.ts';
import { recalledFrom } from '../../../main/gallery/recall.ts';
import { plainFacts } from './open.ts';

const image = sharp({ create: { width: 6, height: 4, channels: 3, background: '#c84' } });
const png = await image.png().toBuffer();
const jpeg = await image.jpeg().toBuffer();
const webp = await image.webp().toBuffer();
const size = { width: 6, height: 4 };

const prompt = fc.string({ unit: 'grapheme', maxLength: 200 });
const facts = fc
  .record({
    prompt,
    model: fc.string({ maxLength: 20 }),
    seed: fc.nat(0xffff_ffff),
    guidance: fc.double({ min: 1, max: 20, noNaN: true }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true, noDefaultInfinity: true }),
  })
  .map((some) => ({ ...plainFacts, ...some, temperature: some.temperature + 0 }));

/** A chunk as any tool may write it. */
function chunk(type: string, payload: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), payload]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(payload.length);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), bytes.length - 4);
  return bytes;
}

function pngWith(...chunks: Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

test('our settings come back from PNG, JPEG and WebP, whatever the prompt', async () => {
  await fc.assert(
    fc.asyncProperty(facts, async (made) => {
      const { prompt, seed, guidance, temperature, model } = made;
      const whole = { from: 'janus-studio', prompt, seed, guidance, temperature, model };
      const files = [
        withFacts(png, made, 6, 4),
        withFactsBlocks(jpeg, 'jpeg', made, size),
        withFactsBlocks(webp, 'webp', made, size),
      ];
      for (const file of files) expect(recalledFrom(await readImageText(file))).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

test('a file that says how it was made still shows the same picture', async () => {
  const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
  const tellingJpeg = withFactsBlocks(jpeg, 'jpeg', plainFacts, size);
  const tellingWebp = withFactsBlocks(webp, 'webp', plainFacts, size);
  expect(await pixels(tellingJpeg)).toEqual(await pixels(jpeg));
  expect(await pixels(tellingWebp)).toEqual(await pixels(webp));
  const { exif, xmp, format } = await sharp(tellingWebp).metadata();
  expect(format).toBe('webp');
  expect(exif?.toString('latin1')).toContain('UNICODE');
  expect(xmp?.toString('utf8')).toContain('digitalsourcetype/trainedAlgorithmicMedia');
  expect((await sharp(tellingJpeg).metadata()).xmp?.toString('utf8')).toContain('Janus Studio');
});

test('a prompt too long for a JPEG’s blocks still leaves what other tools read', async () => {
  const long = { ...plainFacts, prompt: '바다 '.repeat(6000) };
  const text = await readImageText(withFactsBlocks(jpeg, 'jpeg', long, size));
  expect(text.facts).toBeNull();
  expect(recalledFrom(text)).toMatchObject({ from: 'a1111', seed: 1 });
  expect(recalledFrom(text)?.prompt === long.prompt.trim()).toBe(true);
});

const a1111 = `a lighthouse, 등대 <lora:x:0.8>
on a cliff
Negative prompt: blurry, "ugly"
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Model: "sd, v1.5", Lora hashes: "x: 12, y: 34"`;
const fromA1111 = {
  from: 'a1111',
  prompt: 'a lighthouse, 등대 <lora:x:0.8>\non a cliff',
  seed: 965_400_086,
  guidance: 7,
  temperature: null,
  model: 'sd, v1.5',
};

test('A1111’s grammar is understood, what is not ours is left out', () => {
  expect(parseParameters(a1111)).toEqual(fromA1111);
  expect(parseParameters(a1111.replace(/\n/g, '\r\n'))).toEqual(fromA1111);
  const prompt = 'Rule: one, two\nNote: a: b';
  expect(parseParameters(prompt)).toMatchObject({ prompt, seed: null });
  const odd = 'x\nSteps: 1, Sampler: y, Seed: -1, CFG scale: 31, Model: ';
  expect(parseParameters(odd)).toMatchObject({ prompt: 'x', seed: null, guidance: null });
  for (const none of ['', ' \n ', '{"sui_image_params":{}}']) {
    expect(parseParameters(none)).toBeNull();
  }
});

test('what we write in A1111’s grammar is read back by it', () => {
  const lines = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(facts, lines, (made, prompt) => {
      fc.pre(prompt.trim() !== '' && !/[\r\n]|^\s*(\{|Negative prompt:)/.test(prompt));
      const text = parametersText({ ...made, prompt, tokensDone: 4, ...size });
      const { seed, guidance } = made;
      expect(parseParameters(text)).toMatchObject({ prompt: prompt.trim(), seed, guidance });
    }),
  );
});

test('every kind of PNG text chunk is read, also behind the pixels', async () => {
  const latin = Buffer.from('parameters\0caf\xe9', 'latin1');
  const packed = deflateSync(Buffer.from(a1111, 'utf8'));
  const compressed = Buffer.from('parameters\0\0', 'latin1');
  const international = Buffer.from('parameters\0\x01\0ko\0\0', 'latin1');
  expect((await readImageText(pngWith(chunk('tEXt', latin)))).parameters).toBe('café');
  const inItxt = pngWith(chunk('iTXt', Buffer.concat([international, packed])));
  expect((await readImageText(inItxt)).parameters).toBe(a1111);
  const ascii = Buffer.concat([compressed, deflateSync(Buffer.from('plain'))]);
  expect((await readImageText(pngWith(chunk('zTXt', ascii)))).parameters).toBe('plain');
  const end = png.length - 12;
  const behind = Buffer.concat([png.subarray(0, end), chunk('tEXt', latin), png.subarray(end)]);
  expect((await readImageText(behind)).parameters).toBe('café');
});

const bomb = deflateSync(Buffer.alloc(50_000_000, 'a'), { level: 9 });
const hostile: Record<string, Buffer> = {
  'a text that inflates to 50 MB': pngWith(
    chunk('zTXt', Buffer.concat([Buffer.from('parameters\0\0', 'latin1'), bomb])),
  ),
  'an international text that inflates to 50 MB': pngWith(
    chunk('iTXt', Buffer.concat([Buffer.from('janus-studio\0\x01\0\0\0', 'latin1'), bomb])),
  ),
  'a text of 2 MB': pngWith(
    chunk('tEXt', Buffer.concat([Buffer.from('parameters\0'), Buffer.alloc(2_000_000, 'a')])),
  ),
  'a wrong checksum': (() => {
    const wrong = chunk('tEXt', Buffer.from('parameters\0Steps: 1'));
    wrong.writeUInt32BE(1, wrong.length - 4);
    return pngWith(wrong);
  })(),
  'a length beyond the file': pngWith(Buffer.from('\xff\xff\xff\xfftEXtparameters\0', 'latin1')),
  'no keyword': pngWith(chunk('tEXt', Buffer.from('\0text'))),
  'JSON of another shape': pngWith(
    chunk('tEXt', Buffer.from('janus-studio\0{"version":1,"prompt":{"toString":null}}')),
  ),
  'JSON nested deep': pngWith(chunk('tEXt', Buffer.from(`janus-studio\0${'['.repeat(100_000)}`))),
  'JSON with __proto__': pngWith(
    chunk('tEXt', Buffer.from('janus-studio\0{"__proto__":{"version":1},"prompt":"x"}')),
  ),
  'an EXIF directory that points to itself': withJpegBlocks(jpeg, {
    exif: Buffer.from('MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\0', 'latin1'),
    xmp: null,
  }),
  'an EXIF comment beyond the block': withWebpBlocks(
    webp,
    { exif: exifOf('x').fill(0xff, 36, 40), xmp: null },
    size,
  ),
};

test.each(Object.keys(hostile))('%s is read as nothing, quickly', async (what) => {
  const start = performance.now();
  const text = await readImageText(hostile[what]!);
  expect(recalledFrom(text)).toBeNull();
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a settings line of any length and shape is parsed in no time', () => {
  const start = performance.now();
  for (const piece of ['a ', 'Steps: 1, ', '"', '\\"', 'x:', ', ,', '\n', 'Negative prompt:']) {
    parseParameters(piece.repeat(200_000));
    parseParameters(`x\n${piece.repeat(2000)}`);
  }
  expect(performance.now() - start).toBeLessThan(2000);
});

test('damaged files are read as something or nothing, and never throw', async () => {
  const files = [
    withFacts(png, plainFacts, 6, 4),
    withFactsBlocks(jpeg, 'jpeg', plainFacts, size),
    withFactsBlocks(webp, 'webp', plainFacts, size),
  ];
  const damage = fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), damage, fc.nat(3000), async (file, flips, cut) => {
      const bytes = Buffer.from(file.subarray(0, cut));
      for (const [at, byte] of flips) if (at < bytes.length) bytes[at] = byte;
      recalledFrom(await readImageText(bytes));
    }),
    { numRuns: 500 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      recalledFrom(await readImageText(bytes));
    }),
  );
});

test.each([
  ['big endian', false],
  ['little endian', true],
])('a comment of other tools is read: %s', async (_, little) => {
  const exif = exifOf(a1111);
  if (little) {
    // A little endian block whose comment is big endian all the same, as some libraries write it.
    exif.write('II*\0', 0, 'latin1');
    const swap = (at: number, bytes: 2 | 4) => exif.subarray(at, at + bytes).reverse();
    swap(4, 4);
    for (const directory of [8, 26]) {
      swap(directory, 2);
      swap(directory + 2, 2);
      swap(directory + 4, 2);
      swap(directory + 6, 4);
      swap(directory + 10, 4);
    }
  }
  const file = withJpegBlocks(jpeg, { exif, xmp: null });
  expect(recalledFrom(await readImageText(file))).toEqual(fromA1111);
});
