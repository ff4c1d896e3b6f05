import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../../main/cli.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

const entries = {
  engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('../../../main/children/workshop-entry.ts', import.meta.url),
};

/** Runs a command in this process, with the fake engine. */
async function run(data: string, ...args: string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['--data', data, ...args], {
    signal: new AbortController().signal,
    print: (text) => (out += text),
    tell: (text) => (err += text),
    columns: null,
    crew: { entries },
  });
  return { code, out, err };
}

async function dataFolder(): Promise<string> {
  const data = await emptyFolder();
  await writeFakeModel(path.join(data, 'models'), 'fake');
  return data;
}

test.each([
  [],
  ['paint'],
  ['draw'],
  ['draw', 'a', 'b'],
  ['draw', 'a cat', '--colour', 'red'],
  ['draw', ''],
  ['draw', '   '],
  ['draw', 'x'.repeat(20_001)],
  ['draw', 'a cat', '--seed', '-1'],
  ['draw', 'a cat', '--seed', '4294967296'],
  ['draw', 'a cat', '--seed', '1.5'],
  ['draw', 'a cat', '--seed', '0x10'],
  ['draw', 'a cat', '--seed', ''],
  ['draw', 'a cat', '--seed'],
  ['draw', 'a cat', '--count', '0'],
  ['draw', 'a cat', '--count', '65'],
  ['draw', 'a cat', '--guidance', 'NaN'],
  ['draw', 'a cat', '--guidance', 'Infinity'],
  ['draw', 'a cat', '--guidance', '0.5'],
  ['draw', 'a cat', '--temperature', '-0.1'],
  ['draw', 'a cat', '--out', 'cat.jpg'],
  ['ask', ''],
  ['ask', 'why?', '--top-p', '0'],
  ['ask', 'why?', '--max-tokens', '0'],
  ['encode'],
  ['decode', 'tokens.json'],
  ['tokenize', 'a', '--model', 'fake', '--tokenizer', 'tokenizer.json'],
  ['models', 'paint'],
  ['models', 'build', 'folder', '--precision', 'int3'],
  ['models', 'build', 'folder', '--id', '../evil'],
  ['models', 'synthesize', '--size', 'huge', '--out', 'folder'],
  ['serve', '--port', '65536'],
])('wrong usage ends with 2 and one sentence: studio %s %s %s %s', async (...args) => {
  const { code, out, err } = await run(await dataFolder(), ...args);
  expect(code).toBe(2);
  expect(out).toBe('');
  if (args.length > 0 && args[1] !== undefined) expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).not.toBe('');
});

test.each([
  [['draw', 'a', '--model', 'none'], 'There is no model named "none". Installed: fake.'],
  [['draw', 'a', '--model', '../models/fake'], 'There is no model named "../models/fake"'],
  [['draw', 'a', '--tokens', '/nowhere.json'], 'Cannot read /nowhere.json: there is no such file'],
  [['draw', 'a', '--tokens', '/'], 'Cannot read /: it is a folder'],
  [['ask', 'why?', '--image', '/nowhere.png'], 'Cannot read /nowhere.png'],
  [['encode', '/nowhere.png', '--json'], 'Cannot read /nowhere.png'],
  [['draw', 'a', '--out', '/dev/null/folder'], 'Cannot use /dev/null/folder: a part of its path'],
  [['draw', 'a', '--out', '/proc/janus/a'], 'Cannot use /proc/janus: there is no such file'],
  [['models', 'build', '/nowhere'], '/nowhere'],
  [['models', 'remove', 'none'], 'There is no model named "none"'],
  [['models', 'remove', '..'], 'There is no model named ".."'],
  [['models', 'remove', ''], 'There is no model named ""'],
  [['models', 'verify', '.'], 'There is no model named "."'],
  [
    ['draw', 'exit now', '--json'],
    'The engine stopped (exit code 3; it last said: the driver is gone)',
  ],
])('a failure ends with 1 and one sentence: studio %j', async (args, sentence) => {
  const { code, out, err } = await run(await dataFolder(), ...args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('without a model it says how to get one', async () => {
  const { code, err } = await run(await emptyFolder(), 'draw', 'a cat');
  expect(code).toBe(1);
  expect(err).toContain('studio models build <folder>');
});

test.each([
  ['', 'JSON'],
  ['{', 'JSON'],
  ['\u0000\u00ff', 'JSON'],
  ['null', 'whole numbers'],
  ['[1.5]', 'whole numbers'],
  ['[-1]', 'whole numbers'],
  ['["1"]', 'whole numbers'],
  ['{"tokens": {"length": 4}}', 'whole numbers'],
  ['{"__proto__": {"tokens": [1]}}', 'whole numbers'],
  ['{"pictures": []}', 'whole numbers'],
  [`[${'['.repeat(50_000)}`, 'JSON'],
  [`[${'0,'.repeat(70_000)}0]`, 'whole numbers'],
  ['[16]', 'below 16, the codebook of fake, but received 16'],
  ['[0,0,0,0,0]', 'at most 4 tokens, a whole picture of fake, but received 5'],
])('a tokens file may be anything: %.40j', async (text, sentence) => {
  const data = await dataFolder();
  const file = path.join(data, 'tokens.json');
  await writeFile(file, text);
  const { code, out, err } = await run(data, 'draw', 'a cat', '--tokens', file);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(sentence);
});

test.each([
  ['{}', 'array'],
  ['[{"role": "user", "text": "hi"}]', 'the last turn is the assistant’s'],
  ['[{"role": "assistant", "text": "a"}, {"role": "user", "text": "b"}]', 'turns alternate'],
  ['[{"role": "user"}, {"role": "assistant", "text": "b"}]', 'either text or content'],
  ['[{"role": "system", "text": "a"}, {"role": "user", "text": "b"}]', 'at 0.role'],
  [
    '[{"role": "user", "text": "a"}, {"role": "assistant", "text": "b", "images": ["x"]}]',
    'only the user has images',
  ],
])('a history file may be anything: %.60j', async (text, sentence) => {
  const data = await dataFolder();
  const file = path.join(data, 'history.json');
  await writeFile(file, text);
  const { code, out, err } = await run(data, 'ask', 'why?', '--history', file);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(sentence);
});

test('a data folder that cannot be one is told', async () => {
  const { code, err } = await run('/dev/null', 'draw', 'a cat');
  expect(code).toBe(1);
  expect(err).toBe('Cannot use /dev/null/models: a part of its path is not a folder.\n');
  expect(await run('', 'draw', 'a cat')).toMatchObject({ code: 2 });
});

test('help is on stdout and no failure', async () => {
  const { code, out, err } = await run('/nowhere', 'draw', '--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('--tokens <file>');
});

test('a file name with control characters is shown, not obeyed', async () => {
  const { code, err } = await run(
    await dataFolder(),
    'encode',
    '/nowhere/\u001b[31mred\n.png',
    '--json',
  );
  expect(code).toBe(1);
  expect(err.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(err).toContain('\\u001b[31mred\\n.png');
});
