import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readImage } from '../../../main/children/image-file.ts';
import { agrees, createDetector, type Detector } from '../../evaluation/detector.ts';
import { readExam, type Scene } from '../../evaluation/exam.ts';
import { readFile } from 'node:fs/promises';
import { emptyFolder } from '../../folder.ts';
import { studio, type RunOptions } from './run.ts';

/** The model that ships, through the terminal host, from an empty data folder on. */
const shipped = path.join(import.meta.dirname, '../../../assets/starter');
let detector: Detector;
let own: RunOptions;
beforeAll(async () => {
  detector = await createDetector(await readExam());
  own = { data: await emptyFolder(), engine: 'real' };
  vi.stubEnv('JANUS_STUDIO_STARTER', shipped);
  return () => vi.unstubAllEnvs();
});

const Drawn = z.object({
  model: z.literal('starter'),
  pictures: z.array(z.object({ path: z.string() })),
});
const Answered = z.object({ model: z.literal('starter'), answer: z.string() });

async function json<Shape extends z.ZodType>(shape: Shape, ...args: string[]) {
  const { code, out, err } = await studio([...args, '--json'], own);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
  return shape.parse(JSON.parse(out));
}

const scene: Scene = {
  layout: 'beside',
  ground: 'blue',
  groups: [
    { thing: 'cat', count: 1, colour: null },
    { thing: 'pizza', count: 1, colour: null },
  ],
};

test('the starter ships', () => {
  expect(existsSync(path.join(shipped, 'model.safetensors'))).toBe(true);
});

describe('a first start', () => {
  let pictures: readonly { readonly path: string }[];

  test('draws what was asked for', async () => {
    const prompt = 'a cat and a pizza on a blue background';
    const out = path.join(await emptyFolder(), 'out');
    const args = ['draw', prompt, '--seed', '1', '--count', '4', '--out', out];
    ({ pictures } = await json(Drawn, ...args));
    const looks = await Promise.all(
      pictures.map(async ({ path: file }) =>
        detector.look(await readImage(await readFile(file), 'cover', 96)),
      ),
    );
    expect(looks.map(({ ground }) => ground)).toEqual(['blue', 'blue', 'blue', 'blue']);
    // Chance has a part in each picture: not every one has to be right.
    expect(looks.filter((look) => agrees(scene, 'two', look)).length).toBeGreaterThanOrEqual(3);
  });

  test('and says what it sees', async () => {
    const image = ['--image', pictures[0]!.path];
    const { answer } = await json(Answered, 'ask', 'What is in this picture?', ...image);
    expect(answer).toMatch(/cat/);
    expect(answer).toMatch(/pizza/);
    const { answer: korean } = await json(Answered, 'ask', '피자가 있어?', ...image);
    expect(korean).toMatch(/^네/);
  });
});
