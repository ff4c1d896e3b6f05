import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readImage } from '../../../main/children/image-file.ts';
import { createDetector, type Detector, type Look } from '../../evaluation/detector.ts';
import { readExam } from '../../evaluation/exam.ts';
import { emptyFolder } from '../folder.ts';
import { studio, type RunOptions } from './run.ts';

/** The model that ships, through the terminal host, from an empty data folder on. */
let detector: Detector;
let own: RunOptions;
beforeAll(async () => {
  detector = await createDetector(await readExam());
  const data = await mkdtemp(path.join(tmpdir(), 'janus-starter-'));
  own = { data, engine: 'real' };
  vi.stubEnv('JANUS_STUDIO_STARTER', path.join(import.meta.dirname, '../../../assets/starter'));
  return async () => {
    vi.unstubAllEnvs();
    await rm(data, { recursive: true });
  };
});

const Drawn = z.object({
  model: z.literal('starter'),
  pictures: z.array(z.object({ path: z.string() })),
});
const Answered = z.object({ model: z.literal('starter'), answer: z.string() });

async function json<Shape extends z.ZodType>(shape: Shape, ...args: string[]) {
  const { code, out, err } = await studio([...args, '--json'], own);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
  return shape.parse(JSON.parse(out));
}

/** Draws eight pictures and says what they show. */
async function looks(prompt: string): Promise<readonly Look[]> {
  const out = path.join(await emptyFolder(), 'out');
  const args = ['draw', prompt, '--seed', '1', '--count', '8', '--out', out];
  const { pictures } = await json(Drawn, ...args);
  return Promise.all(
    pictures.map(async ({ path: file }) =>
      detector.look(await readImage(await readFile(file), 'cover', 96)),
    ),
  );
}

describe('a first start', () => {
  // Chance has a part in each picture, and arithmetic differs a little between processors: most of
  // eight have to be right.
  test.each([
    ['a frog', 'frog', 1],
    ['a house on a white background', 'house', 1],
    ['three bananas on a green background', 'banana', 3],
  ])('draws %s', async (prompt, thing, count) => {
    const right = (await looks(prompt)).filter(
      ({ seen }) => seen.length === count && seen.every((each) => each.thing === thing),
    );
    expect(right.length).toBeGreaterThanOrEqual(count === 1 ? 5 : 3);
  });

  test('draws on the ground that was asked for', async () => {
    const grounds = (await looks('a cat and a pizza on a blue background')).map(
      ({ ground }) => ground,
    );
    expect(grounds.filter((ground) => ground === 'blue').length).toBeGreaterThanOrEqual(7);
  });

  test('and answers about a picture in words of its world', async () => {
    const out = path.join(await emptyFolder(), 'frog.png');
    await json(Drawn, 'draw', 'a frog', '--seed', '1', '--out', out);
    const { answer } = await json(Answered, 'ask', 'What is in this picture?', '--image', out);
    expect(answer).toMatch(/^[\x20-\x7e]{3,200}$/);
  });

  test('says what it is for', async () => {
    const { out } = await studio(['models', 'list'], own);
    expect(out).toMatch(/starter\t.*\n\tneeds about .* of memory.*\n\tDraws small emoji scenes/);
  });
});
