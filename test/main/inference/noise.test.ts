import { expect, test } from 'vitest';
import { type Four, gumbelNoise, philox } from '../../../main/inference/noise.ts';

const hex = (four: Four) => four.map((n) => n.toString(16).padStart(8, '0')).join(' ');

test('philox gives the known answers of its authors', () => {
  // Random123 1.14, tests/kat_vectors, philox4x32 10.
  const ones = 0xffff_ffff;
  expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe(
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  );
  const pi: Four = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  expect(hex(philox(pi, [0xa4093822, 0x299f31d0]))).toBe('d16cfe09 94fdcceb 5001e420 24126ea1');
});

test('Gumbel noise is a function of stream, seed and position', () => {
  const noise = gumbelNoise('picture', 7, 3, 10);
  expect(gumbelNoise('picture', 7, 3, 10)).toEqual(noise);
  // A shorter run of the same key begins alike: the number of choices is not part of the key.
  expect(gumbelNoise('picture', 7, 3, 6)).toEqual(noise.subarray(0, 6));
  expect(gumbelNoise('answer', 7, 3, 10)).not.toEqual(noise);
  expect(gumbelNoise('picture', 8, 3, 10)).not.toEqual(noise);
  expect(gumbelNoise('picture', 7, 4, 10)).not.toEqual(noise);
});

test.each([0, 1, 0xffff_ffff])(
  'is finite and has the mean and variance of Gumbel, seed %i',
  (seed) => {
    const noise = gumbelNoise('picture', seed, 575, 100_000);
    expect(noise.every(Number.isFinite)).toBe(true);
    const mean = noise.reduce((sum, g) => sum + g, 0) / noise.length;
    const variance = noise.reduce((sum, g) => sum + (g - mean) ** 2, 0) / noise.length;
    // Euler's constant and π²/6; a hundred thousand draws bring the mean within 0.02.
    expect(mean).toBeCloseTo(0.5772, 1);
    expect(variance).toBeCloseTo(Math.PI ** 2 / 6, 1);
  },
);
