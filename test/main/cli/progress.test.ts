import { expect, test } from 'vitest';
import { bytes } from '../../../main/bytes.ts';
import { barLine, createProgress, duration } from '../../../main/cli/progress.ts';

test('a bar shows the share that is done', () => {
  // By hand: 36 of 144 is a quarter of 24 cells.
  const state = { label: 'Drawing', done: 36, total: 144, remark: '9 s left' };
  expect(barLine(state)).toBe(`Drawing  ${'━'.repeat(6)}${'─'.repeat(18)}  25 %  9 s left`);
});

test.each([
  [0, 0],
  [5, 0],
  [5, 3],
])('%d of %d does not break the bar', (done, total) => {
  expect(barLine({ label: '', done, total, remark: '' })).toMatch(/^ {2}[━─]{24} /);
});

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_000, '59 s'],
  [59_001, '1 min 0 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [950_000, '950 kB'],
  [4_180_000_000, '4.2 GB'],
  [5e16, '50000 TB'],
])('%d bytes are %s', (count, words) => {
  expect(bytes(count)).toBe(words);
});

test('when nobody watches, nothing is written', () => {
  const told: string[] = [];
  const terminal = {
    signal: new AbortController().signal,
    print: () => undefined,
    tell: (text: string) => told.push(text),
    columns: null,
    crew: {},
  };
  using progress = createProgress(terminal);
  progress.note('Drawing');
  progress.clear();
  expect(told).toEqual([]);
});
