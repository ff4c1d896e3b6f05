import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  cover,
  fromPixelValues,
  letterbox,
  toPixelValues,
} from '../../../main/inference/letterbox.ts';
import { resizeBicubic, resizeRegion, type Rgb } from '../../../main/inference/resize.ts';

type Told = readonly [sha256: string, some: string];
interface Golden {
  readonly resize: readonly (readonly [number, number, number, number, number, ...Told])[];
  readonly letterbox: readonly (readonly [number, number, number, number, ...Told])[];
  readonly cover: readonly (readonly [number, number, number, number, ...Told])[];
  readonly toPixelValues: Told;
  readonly fromPixelValues: Told;
}

let golden: Golden;

beforeAll(async () => {
  const file = new URL('../../expected/letterbox.golden.json', import.meta.url);
  golden = JSON.parse(await readFile(file, 'utf8')) as Golden;
});

/** As `noise` in test/expected/make_letterbox.py. */
function noise(i: number): number {
  const hash = Math.imul(i, 2654435761) >>> 0;
  return Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
}

/** As `image` in test/expected/make_letterbox.py: noise for odd seeds, a ramp for even ones. */
function image(width: number, height: number, seed: number): Rgb {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / (3 * width)), i % 3];
    const ramp = Math.floor((x * 5 + y * 3 + c * 85 + seed) / 2) % 256;
    rgb[i] = seed % 2 === 1 ? noise(i + seed) >>> 24 : ramp;
  }
  return { width, height, rgb };
}

function told(bytes: Uint8Array): Told {
  const step = Math.max(1, Math.floor(bytes.length / 64));
  const some = Buffer.from(bytes.filter((_, i) => i % step === 0)).toString('hex');
  return [createHash('sha256').update(bytes).digest('hex'), some];
}

function plain(width: number, height: number): Rgb {
  return { width, height, rgb: new Uint8Array(width * height * 3).fill(90) };
}

describe('equals Pillow in every byte', () => {
  test('resizing up and down', () => {
    for (const [width, height, toWidth, toHeight, seed, ...expected] of golden.resize) {
      const { rgb } = resizeBicubic(image(width, height, seed), toWidth, toHeight);
      const what = `${width} × ${height} to ${toWidth} × ${toHeight}, ${seed}`;
      expect([what, ...told(rgb)]).toEqual([what, ...expected]);
    }
  });

  test('letterboxing', () => {
    for (const [width, height, side, seed, ...expected] of golden.letterbox) {
      const { rgb } = letterbox(image(width, height, seed), side);
      const what = `${width} × ${height} in ${side}, ${seed}`;
      expect([what, ...told(rgb)]).toEqual([what, ...expected]);
    }
  });

  test('covering', () => {
    for (const [width, height, side, seed, ...expected] of golden.cover) {
      const { rgb } = cover(image(width, height, seed), side);
      const what = `${width} × ${height} over ${side}, ${seed}`;
      expect([what, ...told(rgb)]).toEqual([what, ...expected]);
    }
  });
});

describe('equals numpy in every bit', () => {
  test('pixels to values', () => {
    // 256 grey pixels, one of each level; the red plane tells all.
    const rgb = Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3));
    const red = toPixelValues({ width: 256, height: 1, rgb }).slice(0, 256);
    expect(told(new Uint8Array(red.buffer))).toEqual([...golden.toPixelValues]);
  });

  test('values to pixels', () => {
    const values = Float32Array.from({ length: 30_000 }, (_, i) => {
      return (noise(i + 7) / 2 ** 32) * 2.6 - 1.3;
    });
    // One row of 10,000 pixels: planes in, interleaved out.
    const { rgb } = fromPixelValues(values, 10_000, 1);
    const planes = Uint8Array.from(
      values,
      (_, i) => rgb[(i % 10_000) * 3 + Math.floor(i / 10_000)]!,
    );
    expect(told(planes)).toEqual([...golden.fromPixelValues]);
  });
});

describe('letterbox', () => {
  test('leaves 140 grey rows above a 767 × 206 image and 141 below', () => {
    // By hand: int(206 / 767 × 384) = 103 rows, (384 − 103) / 2 = 140.5.
    const { rgb } = letterbox(plain(767, 206), 384);
    const rows = Array.from({ length: 384 }, (_, y) => rgb[y * 384 * 3]);
    expect(rows.indexOf(90)).toBe(140);
    expect(rows.lastIndexOf(90)).toBe(242);
    expect(rows.filter((level) => level === 127)).toHaveLength(281);
  });

  test('keeps 14 columns of the thinnest image', () => {
    const { rgb } = letterbox(plain(1, 20_000), 384);
    const row = Array.from({ length: 384 }, (_, x) => rgb[x * 3]);
    expect(row.filter((level) => level === 90)).toHaveLength(14);
    expect(row.indexOf(90)).toBe(185);
  });

  test('fits a square smaller than the least side', () => {
    const { width, height, rgb } = letterbox(plain(40, 1), 8);
    expect([width, height, rgb.length]).toEqual([8, 8, 192]);
    expect(rgb.every((level) => level === 90)).toBe(true);
  });

  test('fills the square with one pixel', () => {
    expect(letterbox(plain(1, 1), 384).rgb.every((level) => level === 90)).toBe(true);
  });
});

test('cover computes only what it keeps of 20,000 × 1', () => {
  const start = performance.now();
  const { rgb } = cover(image(20_000, 1, 2), 384);
  expect(rgb).toHaveLength(384 * 384 * 3);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a region is the same part of the whole', () => {
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(size, size, size, size, fc.nat(), (width, height, toWidth, toHeight, seed) => {
      const source = image(width, height, seed);
      const whole = resizeBicubic(source, toWidth, toHeight);
      const left = seed % toWidth;
      const top = seed % toHeight;
      const region = { left, top, width: toWidth - left, height: toHeight - top };
      const part = resizeRegion(source, toWidth, toHeight, region);
      for (let y = 0; y < region.height; y++) {
        const start = ((top + y) * toWidth + left) * 3;
        const expected = whole.rgb.slice(start, start + region.width * 3);
        expect(part.rgb.slice(y * region.width * 3, (y + 1) * region.width * 3)).toEqual(expected);
      }
    }),
  );
});

test('an even image stays even at any size', () => {
  const size = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(size, size, size, size, (width, height, toWidth, toHeight) => {
      const { rgb } = resizeBicubic(plain(width, height), toWidth, toHeight);
      expect(rgb.every((level) => level === 90)).toBe(true);
    }),
  );
});

test('resizing to the same size copies', () => {
  const source = image(5, 4, 1);
  const copy = resizeBicubic(source, 5, 4);
  expect(copy.rgb).toEqual(source.rgb);
  expect(copy.rgb.buffer).not.toBe(source.rgb.buffer);
});

test('pixels become values and the same pixels again, but for the cut', () => {
  const source = image(16, 16, 1);
  const back = fromPixelValues(toPixelValues(source), 16, 16);
  for (const [i, level] of source.rgb.entries()) {
    expect(level - back.rgb[i]!).toBeGreaterThanOrEqual(0);
    expect(level - back.rgb[i]!).toBeLessThanOrEqual(1);
  }
});

test('values out of range are clipped, and what is no number is black', () => {
  const values = Float32Array.of(-1, 1, 5, -5, NaN, Infinity, -Infinity, 0, 0.999999);
  // Three planes of three pixels; 0 → 127.5 → 127.
  const { rgb } = fromPixelValues(values, 3, 1);
  expect([...rgb]).toEqual([0, 0, 0, 255, 0, 127, 255, 255, 254]);
});

test('100 megapixels, however thin, take little room', { timeout: 120_000 }, () => {
  // Measured 2 s each on an idle machine.
  for (const [width, height] of [
    [10_000, 10_000],
    [1525, 65_535],
    [65_535, 1525],
  ] as const) {
    const large = plain(width, height);
    const before = process.memoryUsage().rss;
    letterbox(large, 384);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  }
});

describe('refuses', () => {
  test('bytes that do not match the size', () => {
    const short = { width: 2, height: 2, rgb: new Uint8Array(11) };
    expect(() => letterbox(short, 384)).toThrow(
      'Expected 12 bytes for 2 × 2 pixels but received 11',
    );
    expect(() => fromPixelValues(new Float32Array(11), 2, 2)).toThrow('but received 11');
  });

  test('a size of nothing', () => {
    const nothing = { width: 0, height: 3, rgb: new Uint8Array(0) };
    expect(() => cover(nothing, 384)).toThrow('Expected an image size of whole pixels from 1');
    expect(() => resizeBicubic(plain(2, 2), 1.5, 2)).toThrow('but received 1.5');
  });
});
