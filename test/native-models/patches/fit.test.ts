import fc from 'fast-check';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { patchSide, readManifest } from '../../../native-models/manifest.ts';
import { fitPatches, type PatchShape } from '../../../native-models/patches/fit.ts';
import { patchyGrid } from '../../../native-models/patches/grids.ts';
import { addSample, noSums, solve } from '../../../native-models/patches/least-squares.ts';

test('least squares finds the weights that made the samples', () => {
  const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(numbers, (weights) => {
      const sums = noSums(3, 2);
      for (let i = 0; i < 30; i++) {
        const f = Float64Array.of(1, Math.sin(i), Math.cos(2 * i));
        const at = (j: number) =>
          f[0]! * weights[j]! + f[1]! * weights[2 + j]! + f[2]! * weights[4 + j]!;
        addSample(sums, f, Float64Array.of(at(0), at(1)));
      }
      for (const [i, value] of solve(sums, 1e-9).entries())
        expect(value).toBeCloseTo(weights[i]!, 5);
    }),
  );
});

describe('a patch table', () => {
  /** A decoder whose squares are a quadratic function of their code's vector alone, 2 × 2 pixels. */
  const shape: PatchShape = {
    grid: 6,
    patch: 2,
    codebook: 50,
    codeSize: 2,
    codes: Float32Array.from({ length: 100 }, (_, i) =>
      i % 2 === 0 ? Math.cos(i / 2) : Math.sin((i - 1) / 2),
    ),
  };
  const side = 12;
  const decode = (tokens: readonly number[]) => {
    const pixels = new Float32Array(3 * side ** 2);
    for (const [token, code] of tokens.entries()) {
      const [a = 0, b = 0] = shape.codes.subarray(2 * code, 2 * code + 2);
      for (let i = 0; i < 12; i++) {
        const channel = Math.floor(i / 4);
        const y = Math.floor(token / 6) * 2 + (Math.floor(i / 2) % 2);
        const x = (token % 6) * 2 + (i % 2);
        pixels[(channel * side + y) * side + x] = (a * (channel + 1)) / 4 + (a * b * (i % 4)) / 8;
      }
    }
    return Promise.resolve(pixels);
  };

  test('finds a decoder that looks at one code only, for codes no grid held too', async () => {
    const { rgb, psnr } = await fitPatches(shape, decode);
    expect(psnr).toBeGreaterThan(45);
    for (let code = 0; code < shape.codebook; code++) {
      const a = shape.codes[2 * code]!;
      // The first pixel, red: a / 4, from −1..1 to 0..255.
      expect(Math.abs(rgb[code * 12]! - ((a / 4 + 1) / 2) * 255)).toBeLessThanOrEqual(1.5);
    }
  });

  test('is built with every model, and its nearness is told', async () => {
    const folder = path.join(inject('models'), 'tiny');
    const { patches, config } = await readManifest(folder);
    const { size } = await stat(path.join(folder, patches.file));
    expect(size).toBe(config.picture.codebook * patchSide(config) ** 2 * 3);
    expect(patches.psnr).toBeGreaterThan(5);
    expect(new Set(await readFile(path.join(folder, patches.file))).size).toBeGreaterThan(50);
  });
});

test('the grids that patches are learnt from are the same everywhere, and hold codes only', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.nat(),
      (grid, codebook, seed) => {
        const tokens = patchyGrid(grid, codebook, seed);
        expect(tokens).toHaveLength(grid ** 2);
        expect(
          tokens.every((token) => Number.isInteger(token) && token >= 0 && token < codebook),
        ).toBe(true);
        expect(patchyGrid(grid, codebook, seed)).toEqual(tokens);
      },
    ),
  );
});
