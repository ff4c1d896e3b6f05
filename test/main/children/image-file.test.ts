import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodePng, readImage } from '../../../main/children/image-file.ts';
import type { Rgb } from '../../../main/children/messages.ts';
import { cover, letterbox } from '../../../main/inference/letterbox.ts';
import { bigEndianRows, type Colour, png, quarters, QUARTERS, toSharp } from './image-bytes.ts';

/** The colours at the middle of each quarter of a square. */
function corners({ width, rgb }: Rgb): Colour[] {
  const near = Math.floor(width / 4);
  const far = width - 1 - near;
  return [near, far].flatMap((y) =>
    [near, far].map((x): Colour => {
      const at = (y * width + x) * 3;
      return [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
    }),
  );
}

function expectNear(came: readonly Colour[], expected: readonly Colour[], tolerance: number): void {
  const apart = came.flatMap((colour, i) => colour.map((c, j) => Math.abs(c - expected[i]![j]!)));
  expect(Math.max(...apart), JSON.stringify({ came, expected })).toBeLessThanOrEqual(tolerance);
}

async function expectRefused(bytes: Uint8Array, sentence: string): Promise<void> {
  for (const fit of ['letterbox', 'cover'] as const) {
    const reading = readImage(bytes, fit, 32);
    await expect(reading).rejects.toMatchObject({ code: 'bad-image', name: 'StudioFailure' });
    await expect(reading).rejects.toThrow(sentence);
    await expect(reading).rejects.toThrow('Choose another image');
  }
}

const source = quarters(64, 64);

describe('reads', () => {
  test('PNG exactly, as letterbox and as cover', async () => {
    const image = quarters(90, 47);
    const png = await toSharp(image).png().toBuffer();
    expect(await readImage(png, 'letterbox', 48)).toEqual(letterbox(image, 48));
    expect(await readImage(png, 'cover', 48)).toEqual(cover(image, 48));
  });

  test.each(['jpeg', 'webp', 'gif', 'avif', 'tiff'] as const)('%s', async (format) => {
    const bytes = await toSharp(source).toFormat(format, { quality: 95 }).toBuffer();
    expectNear(corners(await readImage(bytes, 'cover', 32)), QUARTERS, 8);
  });

  test('one pixel', async () => {
    const png = await encodePng({ width: 1, height: 1, rgb: Uint8Array.of(9, 8, 7) });
    const { width, height, rgb } = await readImage(png, 'letterbox', 16);
    expect([width, height, ...rgb.subarray(0, 3)]).toEqual([16, 16, 9, 8, 7]);
    expect(rgb).toHaveLength(16 * 16 * 3);
  });

  test('20,000 × 1', async () => {
    const strip = { width: 20_000, height: 1, rgb: new Uint8Array(60_000).fill(50) };
    const { rgb } = await readImage(await encodePng(strip), 'letterbox', 384);
    expect(rgb.filter((level) => level === 50)).toHaveLength(14 * 384 * 3);
    expect((await readImage(await encodePng(strip), 'cover', 384)).rgb).toHaveLength(384 * 384 * 3);
  });

  test.each(['gif', 'webp'] as const)('only the first frame of an animated %s', async (format) => {
    const frames = [QUARTERS[0]!, QUARTERS[1]!, QUARTERS[2]!].map(([r, g, b]) => ({
      create: { width: 32, height: 32, channels: 3 as const, background: { r, g, b } },
    }));
    const stills = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
    const bytes = await sharp(stills, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(3);
    const image = await readImage(bytes, 'letterbox', 32);
    expectNear(corners(image), Array<Colour>(4).fill(QUARTERS[0]!), 8);
  });

  test('only the first page of a TIFF', async () => {
    const pages = await Promise.all(
      [QUARTERS[0]!, QUARTERS[1]!].map(([r, g, b]) =>
        sharp({ create: { width: 32, height: 32, channels: 3, background: { r, g, b } } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(pages, { join: { animated: true } })
      .tiff()
      .toBuffer();
    const image = await readImage(bytes, 'cover', 32);
    expectNear(corners(image), Array<Colour>(4).fill(QUARTERS[0]!), 2);
  });

  test.each(['jpeg', 'tiff'] as const)('CMYK %s as the colours it stands for', async (format) => {
    // Muted, since ink cannot make every colour.
    const muted: Colour[] = QUARTERS.map(([r, g, b]) => [90 + r / 3, 90 + g / 3, 90 + b / 3]);
    const printed = toSharp(quarters(64, 64, muted));
    for (const pipeline of [
      printed.clone().toColourspace('cmyk'),
      printed.withIccProfile('cmyk'),
    ]) {
      const bytes = await pipeline.toFormat(format, { quality: 100 }).toBuffer();
      expect((await sharp(bytes).metadata()).space).toBe('cmyk');
      expectNear(corners(await readImage(bytes, 'cover', 32)), muted, 24);
    }
  });

  test('16 bits by their upper eight', async () => {
    const values = Uint16Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 1031) & 0xffff);
    const bytes = png(8, 8, { depth: 16, kind: 2, rows: bigEndianRows(values, 8) });
    const { rgb } = await readImage(bytes, 'cover', 8);
    expect([...rgb]).toEqual([...values].map((value) => value >> 8));
  });

  test('16 bits of grey by their upper eight', async () => {
    const values = Uint16Array.from({ length: 64 }, (_, i) => (i * 1031) & 0xffff);
    const bytes = png(8, 8, { depth: 16, kind: 0, rows: bigEndianRows(values, 8) });
    const { rgb } = await readImage(bytes, 'cover', 8);
    expect([...rgb]).toEqual([...values].flatMap((value) => Array<number>(3).fill(value >> 8)));
  });

  test('grey as three channels', async () => {
    const levels = Buffer.from(Array.from({ length: 64 }, (_, i) => i * 4));
    const raw = { width: 8, height: 8, channels: 1 as const };
    const grey = sharp(levels, { raw }).toColourspace('b-w');
    const bytes = await grey.png().toBuffer();
    expect((await sharp(bytes).metadata()).channels).toBe(1);
    const { rgb } = await readImage(bytes, 'cover', 8);
    expect([...rgb]).toEqual([...levels].flatMap((level) => [level, level, level]));
  });

  test('black and white of one bit', async () => {
    const rows = Array.from({ length: 8 }, (_, y) => [y % 2 === 0 ? 0b10101010 : 0b01010101]);
    const { rgb } = await readImage(png(8, 8, { depth: 1, kind: 0, rows }), 'cover', 8);
    expect([...rgb.subarray(0, 9)]).toEqual([255, 255, 255, 0, 0, 0, 255, 255, 255]);
  });

  test('a palette', async () => {
    const bytes = await toSharp(source).png({ palette: true }).toBuffer();
    expect((await sharp(bytes).metadata()).isPalette).toBe(true);
    expectNear(corners(await readImage(bytes, 'cover', 64)), QUARTERS, 2);
  });

  test('what is transparent on white', async () => {
    const rgba = Buffer.from([10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128, 0, 0, 0, 0]);
    const raw = { width: 2, height: 2, channels: 4 as const };
    for (const format of ['png', 'tiff'] as const) {
      const bytes = await sharp(rgba, { raw }).toFormat(format, { compression: 'lzw' }).toBuffer();
      const { rgb } = await readImage(bytes, 'cover', 2);
      expect([...rgb]).toEqual([255, 255, 255, 10, 20, 30, 127, 127, 127, 255, 255, 255]);
    }
  });

  test('grey with transparency on white', async () => {
    const rows = [
      [100, 255, 100, 0],
      [0, 128, 0, 255],
    ];
    const { rgb } = await readImage(png(2, 2, { depth: 8, kind: 4, rows }), 'cover', 2);
    const levels = [100, 255, 127, 0];
    expect([...rgb]).toEqual(levels.flatMap((level) => [level, level, level]));
  });

  // Where each corner of the stored image is shown: EXIF's eight orientations.
  test.each([
    [1, [0, 1, 2, 3]],
    [2, [1, 0, 3, 2]],
    [3, [3, 2, 1, 0]],
    [4, [2, 3, 0, 1]],
    [5, [0, 2, 1, 3]],
    [6, [2, 0, 3, 1]],
    [7, [3, 1, 2, 0]],
    [8, [1, 3, 0, 2]],
  ])('turned as EXIF orientation %i says', async (orientation, order) => {
    const wide = quarters(96, 64);
    const bytes = await toSharp(wide)
      .withMetadata({ orientation })
      .jpeg({ quality: 100 })
      .toBuffer();
    const expected = order.map((quarter) => QUARTERS[quarter]!);
    expectNear(corners(await readImage(bytes, 'cover', 64)), expected, 6);
    // A letterbox shows which side became the long one.
    const { rgb } = await readImage(bytes, 'letterbox', 96);
    const greyAbove = rgb[48 * 3] === 127 && rgb[48 * 3 + 1] === 127;
    expect(greyAbove).toBe(orientation < 5);
  });

  test('RGB without applying its colour profile, as the reference does', async () => {
    const bytes = await toSharp(source).withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).removeAlpha().raw().toBuffer();
    expect((await sharp(bytes).metadata()).icc).toBeDefined();
    expect((await readImage(bytes, 'cover', 64)).rgb).toEqual(new Uint8Array(stored));
  });
});

describe('of large images', { timeout: 120_000 }, () => {
  let large: Buffer;

  beforeAll(async () => {
    // 48 megapixels of soft waves.
    const small = { width: 80, height: 60, rgb: new Uint8Array(80 * 60 * 3) };
    for (let i = 0; i < small.rgb.length; i++) small.rgb[i] = 128 + 100 * Math.sin(i / 37);
    const waves = toSharp(small).resize(8000, 6000, { kernel: 'cubic' });
    large = await waves.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  });

  test('those over 40 megapixels are halved in decoding, and it hardly shows', async () => {
    const { data } = await sharp(large).raw().toBuffer({ resolveWithObject: true });
    const whole = letterbox({ width: 8000, height: 6000, rgb: new Uint8Array(data) }, 384);
    const { rgb } = await readImage(large, 'letterbox', 384);
    const apart = rgb.map((level, i) => Math.abs(level - whole.rgb[i]!));
    expect(apart.filter((levels) => levels > 3)).toHaveLength(0);
  });

  test('those of over 100 megapixels are refused by their header', async () => {
    const bytes = png(20_000, 20_000, { depth: 8, kind: 2, rows: [[0]] });
    await expectRefused(
      bytes,
      'Expected an image of at most 100 million pixels but received 20,000 × 20,000 pixels.',
    );
  });

  test('those with a side over 65,535 are refused', async () => {
    const bytes = png(100_000, 2, { depth: 8, kind: 2, rows: [[0]] });
    await expectRefused(bytes, 'Expected sides of at most 65,535 pixels but received 100,000 × 2');
  });

  test('files over 100 MB are refused unread', async () => {
    const bytes = Buffer.alloc(100_000_001);
    await expectRefused(bytes, 'Expected an image file of at most 100 MB but received 101 MB.');
  });
});

describe('refuses', () => {
  const FORMATS = 'Expected an image file in PNG, JPEG, WebP, GIF, AVIF or TIFF but received';

  test.each(['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff'] as const)(
    '%s cut short anywhere',
    async (format) => {
      const noise = Uint8Array.from(
        { length: 64 * 64 * 3 },
        (_, i) => Math.imul(i, 2654435761) >>> 24,
      );
      const bytes = await toSharp({ width: 64, height: 64, rgb: noise })
        .toFormat(format)
        .toBuffer();
      for (const share of [0.9, 0.5, 0.1]) {
        await expectRefused(bytes.subarray(0, Math.floor(bytes.length * share)), 'Expected');
      }
      await expectRefused(
        bytes.subarray(0, 20),
        'Expected a whole image but this one cannot be read',
      );
    },
  );

  test.each([
    ['nothing', '', 'an empty file'],
    ['text', 'This is not an image.', 'something else'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'an SVG drawing'],
    ['SVG as XML', '\ufeff<?xml version="1.0"?><svg width="9" height="9"/>', 'an SVG drawing'],
    ['PDF', '%PDF-1.7', 'a PDF document'],
    ['BMP', 'BM\x36\0\0\0\0\0\0\0', 'a BMP image'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'a HEIC photo'],
  ])('%s', async (_name, text, came) => {
    await expectRefused(Buffer.from(text), `${FORMATS} ${came}.`);
  });

  test('a drawing dressed as an image', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    for (const dress of ['GIF89a', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'II*\0']) {
      await expectRefused(Buffer.from(dress + svg, 'latin1'), 'cannot be read');
    }
  });

  test('a PNG that promises rows it does not have', async () => {
    await expectRefused(png(500, 500, { depth: 8, kind: 2, rows: [[0]] }), 'cannot be read');
  });

  test('noise behind every beginning', async () => {
    const noise = Buffer.from(
      Array.from({ length: 4000 }, (_, i) => Math.imul(i, 2654435761) >>> 24),
    );
    for (const beginning of [
      'GIF89a',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe0',
      'MM\0*',
      'RIFF\0\0\0\0WEBP',
      '\0\0\0\x18ftypavif',
    ]) {
      await expectRefused(
        Buffer.concat([Buffer.from(beginning, 'latin1'), noise]),
        'cannot be read',
      );
    }
  });
});

describe('encodePng', () => {
  test('comes back exactly', async () => {
    const image = quarters(7, 5);
    const bytes = await encodePng(image);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([7, 5, 3]);
    expect(new Uint8Array(data)).toEqual(image.rgb);
  });

  test('refuses bytes that do not match the size', async () => {
    const encoding = encodePng({ width: 4, height: 4, rgb: new Uint8Array(47) });
    await expect(encoding).rejects.toMatchObject({ code: 'bad-image' });
    await expect(encoding).rejects.toThrow(
      'Expected 48 bytes for a picture of 4 × 4 but received 47.',
    );
  });
});
