import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../main/log.ts';
import { emptyFolder } from './folder.ts';

test('a line is in the file at once, with its moment, on one line', async () => {
  const file = path.join(await emptyFolder(), 'studio.log');
  const heard: string[] = [];
  const log = openLog(file, (line) => heard.push(line));
  log.write('one\ntwo \u001b[31mred');
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z one two {2}?\[31mred\n$/);
  expect(heard).toEqual(['one\ntwo \u001b[31mred']);
  expect(log.lines()).toEqual([text.trimEnd()]);
});

test('a file above a megabyte is put aside, and one such is kept', async () => {
  const file = path.join(await emptyFolder(), 'studio.log');
  await writeFile(file, 'x'.repeat(1_000_001));
  const log = openLog(file);
  log.write('fresh');
  expect((await stat(`${file}.1`)).size).toBe(1_000_001);
  expect(await readFile(file, 'utf8')).toMatch(/ fresh\n$/);
});

test('the last two hundred lines stay in memory, also where nothing can be written', () => {
  const log = openLog('/proc/nowhere/studio.log');
  for (let line = 0; line < 500; line += 1) log.write(`line ${line}`);
  expect(log.lines()).toHaveLength(200);
  expect(log.lines()[0]).toMatch(/ line 300$/);
  expect(log.lines().at(-1)).toMatch(/ line 499$/);
});
