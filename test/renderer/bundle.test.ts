import { expect, test } from 'vitest';
import { initialBundle } from '../bench/bundle.ts';

test('what a window fetches before it shows anything is small, and no font is in it', async () => {
  const files = await initialBundle();
  const names = files.map(({ name }) => name.replace(/-[\w-]{8}\./, '.'));
  expect(names).toEqual(expect.arrayContaining(['index.html', 'assets/index.js']));
  expect(names.some((name) => name.endsWith('.css'))).toBe(true);
  expect(names.filter((name) => /fonts|\.woff/.test(name))).toEqual([]);
  const bytes = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  expect(bytes).toBeGreaterThan(60_000);
  expect(bytes).toBeLessThan(350_000);
});
