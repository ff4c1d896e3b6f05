import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sayBytes } from '../../renderer/i18n/amounts.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [999_499, '999 kB'],
  [999_600, '1.0 MB'],
  [4_180_000_000, '4.2 GB'],
])('%d bytes are %s', (count, words) => {
  expect(sayBytes(count)).toBe(words);
});

test('never more than four figures, whatever is counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9e14 }), (count) => {
      expect(sayBytes(count)).toMatch(/^(\d\.\d|\d{1,3}) (B|kB|MB|GB|TB)$/);
    }),
  );
});
