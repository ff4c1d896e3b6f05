import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';
import { start, studio } from './run.ts';

async function dataFolder(): Promise<string> {
  const data = await emptyFolder();
  await writeFakeModel(path.join(data, 'models'), 'fake');
  return data;
}

/** stdout as the one JSON document it must be. */
async function json<Shape extends z.ZodType>(shape: Shape, data: string, ...args: string[]) {
  const { code, out, err } = await studio([...args, '--json'], { data });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return shape.parse(JSON.parse(out));
}

const DrawDocument = z.strictObject({
  model: z.string(),
  pictures: z.array(
    z.strictObject({
      path: z.string(),
      seed: z.int(),
      tokens: z.array(z.int()),
      msPerToken: z.number(),
      width: z.int(),
      height: z.int(),
    }),
  ),
});

test('draws into the gallery; seeds follow each other around 2³²', async () => {
  const data = await dataFolder();
  const args = ['draw', 'a cat', '--count', '2', '--seed', '4294967295'];
  const { model, pictures } = await json(DrawDocument, data, ...args);
  expect(model).toBe('fake');
  expect(pictures.map(({ seed }) => seed)).toEqual([4_294_967_295, 0]);
  for (const { path: file, width } of pictures) {
    expect(path.dirname(file)).toBe(path.join(data, 'pictures'));
    expect((await sharp(file).metadata()).width).toBe(width);
  }
});

test.each([
  ['one file', 'new/cat.png', 1, ['cat.png']],
  ['numbered files', 'new/cat.png', 3, ['cat-1.png', 'cat-2.png', 'cat-3.png']],
  ['a folder', 'new', 2, ['a-고양이-8.png', 'a-고양이-9.png']],
])('draws into %s', async (_, out, count, files) => {
  const data = await dataFolder();
  const target = path.join(data, out);
  const args = ['draw', 'a 고양이!', '--seed', '8', '--count', String(count), '--out', target];
  await json(DrawDocument, data, ...args);
  expect((await readdir(path.join(data, 'new'))).sort()).toEqual(files);
});

test('a picture in a folder never takes the place of an older one', async () => {
  const data = await dataFolder();
  const args = ['draw', '../..', '--seed', '1', '--out', path.join(data, 'new')];
  for (let i = 0; i < 2; i++) await json(DrawDocument, data, ...args);
  expect((await readdir(path.join(data, 'new'))).sort()).toEqual([
    'picture-1-2.png',
    'picture-1.png',
  ]);
});

test('what draw printed can be drawn from', async () => {
  const data = await dataFolder();
  const file = path.join(data, 'drawn.json');
  await writeFile(file, JSON.stringify(await json(DrawDocument, data, 'draw', 'a cat')));
  await json(DrawDocument, data, 'draw', 'a cat', '--tokens', file);
});

test('without --json it says where the picture is, and its random seed', async () => {
  const data = await dataFolder();
  const { code, out, err } = await studio(['draw', 'a cat'], { data });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^\/.*\.png \(seed \d+\)\n$/);
});

test('on a terminal a bar shows the rate and what is left, and goes away', async () => {
  const data = await dataFolder();
  const { err, out } = await studio(['draw', 'slow'], { data, columns: 100 });
  expect(err).toMatch(/Drawing {2}━+─* +\d+ % {2}1000\.0 tokens\/s, \d s left/);
  expect(err.endsWith('\r\u001b[2K')).toBe(true);
  expect(out).toMatch(/\.png/);
});

const AskDocument = z.strictObject({
  model: z.string(),
  answer: z.string(),
  tokens: z.array(z.int()),
  promptTokens: z.int(),
  imageTokens: z.int(),
  msToFirstToken: z.number(),
  msPerToken: z.number(),
  stoppedBy: z.enum(['end', 'user-tag', 'max-tokens', 'context']),
});

test('asks with images and a history; images come first in their turn', async () => {
  const data = await dataFolder();
  await mkdir(path.join(data, 'chat'));
  const image = sharp({ create: { width: 9, height: 3, channels: 3, background: 'red' } });
  await image.png().toFile(path.join(data, 'chat', 'red.png'));
  await image.jpeg().toFile(path.join(data, 'now.jpg'));
  const history = [
    { role: 'user', content: 'What is it?', images: ['red.png', 'red.png'] },
    { role: 'assistant', text: 'Red.' },
  ];
  const file = path.join(data, 'chat', 'history.json');
  await writeFile(file, JSON.stringify(history));
  const now = path.join(data, 'now.jpg');
  const args = ['ask', 'And now?', '--image', now, '--history', file];
  const { answer } = await json(AskDocument, data, ...args);
  // The fake engine answers with the turns it was given.
  expect(JSON.parse(answer)).toEqual([
    {
      role: 'user',
      parts: [
        { kind: 'image', image: 0 },
        { kind: 'image', image: 1 },
        { kind: 'text', text: '\nWhat is it?' },
      ],
    },
    { role: 'assistant', parts: [{ kind: 'text', text: 'Red.' }] },
    {
      role: 'user',
      parts: [
        { kind: 'image', image: 2 },
        { kind: 'text', text: '\nAnd now?' },
      ],
    },
  ]);
});

test('without --json the answer comes as text', async () => {
  const { out } = await studio(['ask', 'hi \u001b[31m'], { data: await dataFolder() });
  expect(out).toBe('[{"role":"user","parts":[{"kind":"text","text":"hi \\u001b[31m"}]}]\n');
});

test('encodes, decodes and tokenizes', async () => {
  const data = await dataFolder();
  const image = path.join(data, 'a.png');
  await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .png()
    .toFile(image);
  const Tokens = z.strictObject({ tokens: z.array(z.int()) });
  // The fake engine gives width and height.
  expect(await json(Tokens, data, 'encode', image)).toEqual({ tokens: [4, 4] });

  const file = path.join(data, 'tokens.json');
  await writeFile(file, '{"tokens": [9, 1, 2, 3]}');
  const out = path.join(data, 'new', 'decoded.png');
  await json(z.strictObject({ path: z.literal(out) }), data, 'decode', file, '--out', out);
  expect(await sharp(out).raw().toBuffer()).toEqual(Buffer.alloc(48, 9));

  const Tokenized = z.strictObject({ ids: z.array(z.int()), tokens: z.array(z.string()) });
  expect(await json(Tokenized, data, 'tokenize', 'a bc')).toEqual({
    ids: [1, 2],
    tokens: ['a', 'bc'],
  });
});

test('lists and removes models, broken ones too', async () => {
  const data = await dataFolder();
  const models = path.join(data, 'models');
  await mkdir(path.join(models, 'broken'));
  await mkdir(path.join(models, '.half-built'));
  const needs = z.strictObject({
    diskBytes: z.number().positive(),
    memoryBytes: z.number().min(1.2e9),
  });
  const Card = z.object({ id: z.string(), needs });
  const List = z.strictObject({ models: z.array(Card), broken: z.any() });
  const list = await json(List, data, 'models', 'list');
  expect(list.models.map(({ id }) => id)).toEqual(['fake']);
  expect(list.broken).toMatchObject([{ id: 'broken' }]);
  const { out } = await studio(['models', 'list'], { data });
  expect(out).toMatch(/^fake\t.*\n\tneeds about 1\.\d GB of memory while it draws\n/);
  await studio(['models', 'remove', 'broken'], { data });
  await studio(['models', 'remove', 'fake'], { data });
  expect(await readdir(models)).toEqual(['.half-built']);
});

test('the doctor reports', async () => {
  const data = await dataFolder();
  await json(
    z.object({
      versions: z.object({ studio: z.string(), node: z.string() }),
      onnxRuntime: z.object({
        version: z.string(),
        providers: z.array(
          z.object({ name: z.string(), available: z.boolean(), reason: z.string() }),
        ),
      }),
      memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
      disk: z.object({ dataFolder: z.literal(data), freeBytes: z.number() }),
      models: z.array(z.object({ id: z.string() })),
    }),
    data,
    'doctor',
  );
});

test('two processes may draw into one data folder', async () => {
  const data = await dataFolder();
  const ends = await Promise.all(
    [1, 2, 3].map((seed) => studio(['draw', 'a cat', '--seed', String(seed)], { data })),
  );
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await readdir(path.join(data, 'pictures'))).toHaveLength(3);
});

test.each(['Loading the model', 'Drawing …', 'Drawing 3 pictures', 'Saving'])(
  'Ctrl+C at "%s" ends with 130; finished pictures stay, nothing half-made does',
  async (phase) => {
    const data = await dataFolder();
    const running = start(['draw', 'slow', '--count', '3'], { data, columns: 100 });
    await running.said(phase);
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code).toBe(130);
    expect(err.endsWith('Cancelled.\n')).toBe(true);
    const files = await readdir(path.join(data, 'pictures')).catch(() => []);
    expect(files.filter((file) => !/^[a-f0-9]{32}\.png$/.test(file))).toEqual([]);
    expect(out.split('\n').length - 1).toBe(files.length);
  },
);

test('Ctrl+C does not wait for an engine that does not listen', async () => {
  const running = start(['draw', 'block'], { data: await dataFolder(), columns: 80 });
  await running.said('Loading');
  const before = performance.now();
  running.interrupt();
  expect((await running.ended).code).toBe(130);
  expect(performance.now() - before).toBeLessThan(6_000);
});

test('cancelled with --json, stdout stays empty', async () => {
  const running = start(['draw', 'slow', '--json'], { data: await dataFolder(), columns: 80 });
  await running.said('Drawing');
  running.interrupt();
  expect(await running.ended).toMatchObject({ code: 130, out: '' });
});

test('a cancelled job says how many pictures it kept, and where', async () => {
  const data = await dataFolder();
  const running = start(['draw', 'half a cat', '--count', '4'], { data });
  await running.said('(seed');
  await expect
    .poll(async () => (await readdir(path.join(data, 'pictures'))).length, { timeout: 5_000 })
    .toBe(2);
  running.interrupt();
  const { code, err } = await running.ended;
  expect(code).toBe(130);
  expect(err).toContain(`Kept 2 of 4 pictures in ${path.join(data, 'pictures')}.\nCancelled.\n`);
});
