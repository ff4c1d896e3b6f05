import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const rows = (await readFile(path.join(here, 'README.md'), 'utf8'))
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (promise|-+) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, promise = '', proof = '']) => [promise, proof] as const);

test.each(rows)('%s', async (_, proof) => {
  const command = /^`npm run ([\w:]+)`$/.exec(proof)?.[1];
  if (command !== undefined) {
    const { scripts } = JSON.parse(await readFile(path.join(here, '../package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts).toHaveProperty([command]);
    return;
  }
  const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(proof) ?? [];
  expect(existsSync(path.join(here, file)), proof).toBe(true);
  // As it stands in the source: between quotes of any kind.
  expect(title).not.toBe('');
  expect(await readFile(path.join(here, file), 'utf8')).toContain(title);
});
