import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { readPictureFile } from '../../../main/gallery/picture-file.ts';
import { idOf } from '../../../main/gallery/picture-files.ts';
import { emptyFolder } from '../folder.ts';
import { start, studio, type RunOptions } from './run.ts';

/** The terminal host with the real engine and the real builder, on the tiny Janus. */
let real: RunOptions;
let checkpoint: string;
beforeAll(() => {
  real = { data: path.dirname(inject('models')), engine: 'real' };
  checkpoint = path.join(inject('checkpoints'), 'tiny-deepseek');
});

async function json<Shape extends z.ZodType>(shape: Shape, args: string[], options = real) {
  const { code, out, err } = await studio([...args, '--json'], options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return shape.parse(JSON.parse(out));
}

const Tokens = z.array(z.int().min(0));
const Drawn = z.object({
  model: z.string(),
  pictures: z.array(
    z.object({ path: z.string(), seed: z.int(), tokens: Tokens, width: z.int(), height: z.int() }),
  ),
});

async function draw(...args: string[]) {
  const out = path.join(await emptyFolder(), 'out');
  const { pictures } = await json(Drawn, ['draw', ...args, '--model', 'tiny', '--out', out]);
  return pictures;
}

test('from nothing to a picture: synthesize, build, list, verify, draw, remove', async () => {
  const data = await emptyFolder();
  const own: RunOptions = { data, engine: 'real' };
  const folder = path.join(data, 'Tiny Janus');
  await json(
    z.object({ folder: z.literal(folder) }),
    ['models', 'synthesize', '--out', folder],
    own,
  );
  const built = await json(
    z.strictObject({
      id: z.literal('tiny-janus'),
      folder: z.string(),
      sizeBytes: z.int(),
      licence: z.string(),
    }),
    ['models', 'build', folder],
    own,
  );
  expect(built.folder).toBe(path.join(data, 'models', 'tiny-janus'));
  const verdict = z.object({ verdict: z.literal('whole') });
  await json(verdict, ['models', 'verify', 'tiny-janus'], own);
  const { model, pictures } = await json(Drawn, ['draw', 'a cat'], own);
  expect(model).toBe('tiny-janus');
  expect(path.dirname(pictures[0]!.path)).toBe(path.join(data, 'pictures'));
  await studio(['models', 'remove', 'tiny-janus'], own);
  expect(await readdir(path.join(data, 'models'))).toEqual([]);
});

test('one seed is one picture, alone or in a job; the ends of the range are seeds too', async () => {
  const [last, first] = await draw('a cat', '--seed', '4294967295', '--count', '2');
  const [alone] = await draw('a cat', '--seed', '0');
  const [again] = await draw('a cat', '--seed', '4294967295');
  expect(first).toMatchObject({ seed: 0, tokens: alone!.tokens });
  expect(last!.tokens).toEqual(again!.tokens);
  expect(last!.tokens).not.toEqual(first!.tokens);
  const pixels = ({ path: file }: { path: string }) => sharp(file).raw().toBuffer();
  expect(await pixels(first!)).toEqual(await pixels(alone!));
});

const Score = z.object({
  value: z.number().min(0).max(1),
  answers: z.array(z.object({ question: z.string(), yes: z.number() })).min(2),
});
const Best = z.object({
  best: z.string(),
  pictures: z.array(z.object({ path: z.string(), seed: z.int(), score: Score })),
});

test('the best of three comes first, and says how the model judged it', async () => {
  const out = path.join(await emptyFolder(), 'out');
  const args = ['draw', 'a cat', '--best-of', '3', '--seed', '7', '--model', 'tiny', '--out', out];
  const { best, pictures } = await json(Best, args);
  expect(pictures[0]!.path).toBe(best);
  expect(pictures.map(({ seed }) => seed).sort()).toEqual([7, 8, 9]);
  const values = pictures.map(({ score }) => score.value);
  expect(values).toEqual(values.toSorted((a, b) => b - a));

  const { out: said } = await studio(args, real);
  const [, order] = said.split("in the model's own opinion, the best first:\n");
  expect(order).toMatch(/^1\. +\d+ % {2}\/.*\(seed \d, yes to \d of 3 questions\)\n2\./);
  const both = await studio([...args, '--count', '2'], real);
  expect(both).toMatchObject({ code: 2, out: '' });
});

test('a grid is a picture for each pair of settings', async () => {
  const out = path.join(await emptyFolder(), 'out');
  const Cell = z.object({ seed: z.int(), guidance: z.number(), temperature: z.number() });
  const Cells = z.object({ pictures: z.array(Cell) });
  const args = ['draw', 'a cat', '--seed', '5', '--model', 'tiny', '--out', out];
  const { pictures } = await json(Cells, [...args, '--grid', 'guidance=1,2.5', '--seeds', '2']);
  expect(pictures.map(({ seed, guidance }) => [seed, guidance])).toEqual([
    [5, 1],
    [6, 1],
    [5, 2.5],
    [6, 2.5],
  ]);
  for (const wrong of [
    ['--grid', 'guidance=0,1', '--seeds', '2'],
    ['--grid', 'guidance=1'],
    ['--seeds', '2'],
  ]) {
    expect(await studio([...args, ...wrong], real)).toMatchObject({ code: 2, out: '' });
  }
});

test('forced tokens stay, and its own first tokens continue a picture to itself', async () => {
  const [whole] = await draw('a cat', '--seed', '3');
  const file = path.join(await emptyFolder(), 'tokens.json');
  await writeFile(file, JSON.stringify(whole!.tokens.slice(0, 5)));
  expect((await draw('a cat', '--seed', '3', '--tokens', file))[0]!.tokens).toEqual(whole!.tokens);
  const [other] = await draw('a cat', '--seed', '4', '--tokens', file);
  expect(other!.tokens.slice(0, 5)).toEqual(whole!.tokens.slice(0, 5));
  expect(other!.tokens).not.toEqual(whole!.tokens);
});

test('an image’s upper rows stay, and the picture knows what it was varied from', async () => {
  const folder = await emptyFolder();
  const image = path.join(folder, 'photo.jpg');
  const background = { r: 30, g: 120, b: 200 };
  await sharp({ create: { width: 80, height: 120, channels: 3, background } }).toFile(image);
  const shape = z.strictObject({ tokens: Tokens });
  const { tokens } = await json(shape, ['encode', image, '--model', 'tiny']);
  const grid = Math.sqrt(tokens.length);

  const [varied] = await draw('a sea', '--seed', '5', '--vary', image, '--keep-rows', '1');
  expect(varied!.tokens.slice(0, grid)).toEqual(tokens.slice(0, grid));
  const facts = (await readPictureFile(varied!.path))?.facts;
  const id = idOf(await readFile(image));
  expect(facts).toMatchObject({ origin: 'varied', forced: grid, parent: { id, row: 1 } });

  // A picture of the model's own keeps its tokens to the letter; half of it without a number.
  const [again] = await draw('a sea', '--seed', '6', '--vary', varied!.path);
  const half = Math.floor(grid / 2) * grid;
  expect(again!.tokens.slice(0, half)).toEqual(varied!.tokens.slice(0, half));
  expect((await readPictureFile(again!.path))?.facts.origin).toBe('continued');

  for (const [args, sentence, code] of [
    [['--vary', image, '--keep-rows', '200'], 'Leave at least one to draw', 1],
    [['--keep-rows', '2'], 'Expected --vary', 2],
    [['--vary', path.join(folder, 'none.png')], 'no such file', 1],
  ] as const) {
    const refused = await studio(['draw', 'a sea', '--model', 'tiny', ...args], real);
    expect(refused).toMatchObject({ code, err: expect.stringContaining(sentence) as string });
  }
});

test('decoding a picture’s tokens gives its pixels, encoding them gives tokens', async () => {
  const [picture] = await draw('a cat', '--seed', '3');
  const folder = await emptyFolder();
  const tokens = path.join(folder, 'tokens.json');
  await writeFile(tokens, JSON.stringify({ tokens: picture!.tokens }));
  const out = path.join(folder, 'decoded.png');
  await studio(['decode', tokens, '--model', 'tiny', '--out', out], real);
  expect(await sharp(out).raw().toBuffer()).toEqual(await sharp(picture!.path).raw().toBuffer());
  const encoded = await json(z.strictObject({ tokens: Tokens }), [
    'encode',
    out,
    '--model',
    'tiny',
  ]);
  expect(encoded.tokens).toHaveLength(picture!.tokens.length);
});

test.each(['[0, 1]', '[999999]'])('refuses to decode %s', async (text) => {
  const tokens = path.join(await emptyFolder(), 'tokens.json');
  await writeFile(tokens, text);
  const args = ['decode', tokens, '--model', 'tiny', '--out', `${tokens}.png`];
  expect(await studio(args, real)).toMatchObject({ code: 1, out: '' });
});

test('greedy answers repeat; images count', async () => {
  const image = path.join(await emptyFolder(), 'red.png');
  await sharp({ create: { width: 7, height: 3, channels: 3, background: 'red' } })
    .png()
    .toFile(image);
  const Answer = z.object({ answer: z.string(), tokens: Tokens, imageTokens: z.int() });
  const args = ['ask', 'What is it?', '--image', image, '--model', 'tiny', '--max-tokens', '6'];
  const first = await json(Answer, args);
  expect(first.imageTokens).toBeGreaterThan(0);
  expect(await json(Answer, args)).toMatchObject({ tokens: first.tokens, answer: first.answer });
});

test('tokenizes as Hugging Face does, by model or by file', async () => {
  const Tokenized = z.strictObject({ ids: Tokens, tokens: z.array(z.string()) });
  const text = 'a 고양이 <|User|>';
  const byModel = await json(Tokenized, ['tokenize', text, '--model', 'tiny']);
  const tokenizer = path.join(checkpoint, 'tokenizer.json');
  expect(await json(Tokenized, ['tokenize', text, '--tokenizer', tokenizer])).toEqual(byModel);
  expect(byModel.tokens[0]).toBe('<｜begin▁of▁sentence｜>');
  expect(byModel.tokens.at(-1)).toBe('<|User|>');
});

test.each([['<|Assistant|><end_of_image>'], ['고'.repeat(40)]])('draws “%s”', async (prompt) => {
  expect(await draw(prompt)).toHaveLength(1);
});

test('a prompt of 10,000 characters is drawn, or refused with a sentence', async () => {
  const prompt = 'a '.repeat(5_000);
  const { code, err } = await studio(['draw', prompt, '--model', 'tiny'], real);
  expect([0, 1]).toContain(code);
  if (code === 1) expect(err).toMatch(/^[A-Z].*\.\n$/);
});

test('the doctor knows every execution provider, or why not', async () => {
  const Report = z.object({
    onnxRuntime: z.object({
      version: z.string(),
      providers: z.array(
        z.union([
          z.object({ available: z.literal(true) }),
          z.object({ available: z.literal(false), reason: z.string().min(10) }),
        ]),
      ),
    }),
  });
  const { onnxRuntime } = await json(Report, ['doctor']);
  expect(onnxRuntime.providers.length).toBeGreaterThan(1);
});

test('a model with a flipped byte does not verify', async () => {
  const data = await emptyFolder();
  await mkdir(path.join(data, 'models'));
  await cp(path.join(inject('models'), 'tiny'), path.join(data, 'models', 'tiny'), {
    recursive: true,
  });
  const folder = path.join(data, 'models', 'tiny');
  const weights = (await readdir(folder)).find((name) => name.endsWith('.data')) ?? '';
  const bytes = await readFile(path.join(folder, weights));
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path.join(folder, weights), bytes);
  const { code, out, err } = await studio(['models', 'verify', 'tiny'], { data, engine: 'real' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(weights);
});

test.each(['Reading', 'Writing', 'Trying'])(
  'Ctrl+C while a build is at "%s" leaves nothing behind',
  async (phase) => {
    const data = await emptyFolder();
    // The fake terminal shows progress; its workshop is the real one.
    const running = start(['models', 'build', checkpoint], { data, columns: 100 });
    await running.said(phase);
    running.interrupt();
    expect((await running.ended).code).toBe(130);
    expect(await readdir(path.join(data, 'models')).catch(() => [])).toEqual([]);
  },
);

test('Ctrl+C while a checkpoint is written leaves nothing behind', async () => {
  const data = await emptyFolder();
  const args = ['models', 'synthesize', '--size', '1b', '--out', path.join(data, 'big')];
  const running = start(args, { data, columns: 100 });
  await running.said('Writing');
  running.interrupt();
  expect((await running.ended).code).toBe(130);
  expect(await readdir(data)).toEqual([]);
});
