import path from 'node:path';
import { expect, test } from 'vitest';
import { shippedParts } from '../../renderer/licences-plugin.ts';

const parts = shippedParts(path.join(import.meta.dirname, '../..'));

test('everything that ships is listed with its licence, and nothing that only builds', () => {
  const names = parts.map(({ name }) => name);
  for (const name of [
    'react',
    'onnxruntime-node',
    'better-sqlite3',
    '@fontsource-variable/inter',
  ]) {
    expect(names).toContain(name);
  }
  for (const name of ['vitest', 'eslint', 'typescript']) expect(names).not.toContain(name);
  expect(parts.filter(({ licence, version }) => licence === 'unknown' || version === '')).toEqual(
    [],
  );
});

test('most parts bring the text of their licence', () => {
  expect(parts.find(({ name }) => name === 'react')?.text).toContain('MIT License');
  expect(parts.filter(({ text }) => text !== null).length).toBeGreaterThan(0.7 * parts.length);
});
