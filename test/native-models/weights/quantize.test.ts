import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packRows } from '../../../native-models/weights/quantize.ts';

/** What MatMulNBits reads back: scale · (code − middle). */
function unpack(packed: Uint8Array, scales: Float32Array, columns: number, bits: 4 | 8) {
  const blocks = Math.ceil(columns / 32);
  const rows = scales.length / blocks;
  const middle = 2 ** (bits - 1);
  const floats = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / 32);
      const i = column % 32;
      const code =
        bits === 8
          ? packed[block * 32 + i]!
          : (packed[block * 16 + (i >> 1)]! >> (4 * (i & 1))) & 15;
      floats[row * columns + column] = scales[block]! * (code - middle);
    }
  }
  return floats;
}

const matrix = fc.integer({ min: 1, max: 70 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    floats: fc.float32Array({
      minLength: columns,
      maxLength: columns * 3,
      min: -2,
      max: 2,
      noNaN: true,
    }),
  }),
);

describe.each([4, 8] as const)('at %i bits', (bits) => {
  test('no number moves by more than a step of the plain scale', () => {
    fc.assert(
      fc.property(matrix, ({ columns, floats: some }) => {
        const floats = some.subarray(0, some.length - (some.length % columns));
        const blocks = Math.ceil(columns / 32);
        const scales = new Float32Array((floats.length / columns) * blocks);
        const back = unpack(packRows(floats, columns, bits, scales), scales, columns, bits);
        for (const [i, value] of floats.entries()) {
          const row = Math.floor(i / columns);
          const block = Math.floor((i % columns) / 32);
          const start = row * columns + block * 32;
          const end = Math.min(start + 32, (row + 1) * columns);
          const largest = floats.subarray(start, end).reduce((m, x) => Math.max(m, Math.abs(x)), 0);
          expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(
            (1.3 * largest) / 2 ** (bits - 1) + 1e-6,
          );
        }
      }),
    );
  });

  test('the search is never worse than rounding at the plain scale', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 32, maxLength: 32, min: -1, max: 1, noNaN: true }),
        (floats) => {
          const scales = new Float32Array(1);
          const back = unpack(packRows(floats, 32, bits, scales), scales, 32, bits);
          const middle = 2 ** (bits - 1);
          const largest = floats.reduce((m, x) => (Math.abs(x) > Math.abs(m) ? x : m), 0);
          const plain = -largest / middle;
          const error = (of: (x: number, i: number) => number) =>
            floats.reduce((sum, x, i) => sum + (x - of(x, i)) ** 2, 0);
          const rounded = (x: number) =>
            plain === 0
              ? 0
              : plain * Math.min(middle - 1, Math.max(-middle, Math.round(x / plain)));
          expect(error((_, i) => back[i]!)).toBeLessThanOrEqual(error(rounded) + 1e-6);
        },
      ),
    );
  });

  test('zeros stay zeros', () => {
    const scales = new Float32Array(2);
    const packed = packRows(new Float32Array(40), 40, bits, scales);
    expect(unpack(packed, scales, 40, bits)).toEqual(new Float32Array(40));
  });
});
