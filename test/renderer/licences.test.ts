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

test('the font of contact sheets is listed, with the licence that goes with it', () => {
  const font = parts.find(({ name }) => name === 'Noto Sans CJK');
  expect(font).toMatchObject({ version: '2.004', licence: 'OFL-1.1' });
  expect(font?.text).toContain('SIL OPEN FONT LICENSE Version 1.1');
});

test('most parts bring the text of their licence', () => {
  expect(parts.find(({ name }) => name === 'react')?.text).toContain('MIT License');
  expect(parts.filter(({ text }) => text !== null).length).toBeGreaterThan(0.7 * parts.length);
});
