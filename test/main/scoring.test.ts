import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import type { RoundState } from '../../preload/contract/rounds.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

const never = new AbortController().signal;
const wish = { guidance: 5, temperature: 1, previewShare: 0, model: 'tiny', seed: 3 };

/** A studio with the tiny Janus; the folder may have been another one's. */
async function open(dataFolder: string): Promise<Studio> {
  const models = path.join(dataFolder, 'models');
  await mkdir(models, { recursive: true });
  await symlink(path.join(inject('models'), 'tiny'), path.join(models, 'tiny')).catch(() => null);
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

/** Draws so many pictures. @returns Them, the oldest first. */
async function draw(studio: Studio, count: number, prompt = 'a red cat'): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for await (const event of studio.routes['picture:draw']({ ...wish, prompt, count }, never)) {
    if (event.kind === 'saved') pictures.push(event.picture);
  }
  return pictures;
}

const numbersOf = (pictures: readonly Picture[]) => pictures.map(({ number }) => number);

async function until(
  studio: Studio,
  holds: (state: RoundState) => boolean,
  channel: 'scoring:watch' | 'captions:watch' = 'scoring:watch',
): Promise<RoundState> {
  for await (const state of studio.routes[channel]({}, never))
    if (state && holds(state)) return state;
  throw new Error('Expected the round to be watched.');
}

const ended = ({ state }: RoundState): boolean => ['done', 'stopped', 'failed'].includes(state);

async function scoresOf(studio: Studio) {
  const pictures = await listed(studio.routes, { order: 'oldest' });
  return new Map(pictures.map(({ number, score }) => [number, score]));
}

test('pictures get the scores that best of n would give them; one without a prompt gets none', async () => {
  const studio = await open(await emptyFolder());
  const pictures = await draw(studio, 2);
  const image = sharp({ create: { width: 24, height: 24, channels: 3, background: 'red' } });
  const bytes = new Uint8Array(await image.png().toBuffer());
  const outside = await studio.routes['gallery:import']({ bytes });
  const numbers = [...numbersOf(pictures), outside.number, 999];
  await studio.routes['scoring:begin']({ numbers });
  const state = await until(studio, ended);
  expect(state).toMatchObject({ state: 'done', total: 4, made: 2, kept: 0, skipped: 2 });
  const scores = await scoresOf(studio);
  expect(scores.get(outside.number)).toBeNull();

  const other = await open(await emptyFolder());
  const request = { ...wish, prompt: 'a red cat', count: 2, judge: true };
  await Array.fromAsync(other.routes['picture:draw'](request, never));
  const judged = await listed(other.routes, { order: 'oldest' });
  expect(judged.map(({ score }) => score)).toEqual(numbersOf(pictures).map((n) => scores.get(n)));
  expect(judged[0]?.score?.model).toBe('tiny');
  expect(judged[0]?.score?.answers).toHaveLength(3);
});

test('a picture that this model has scored is not asked about again, but where that is wanted', async () => {
  const studio = await open(await emptyFolder());
  const numbers = numbersOf(await draw(studio, 2));
  await studio.routes['scoring:begin']({ numbers: numbers.slice(0, 1) });
  await until(studio, ended);
  await studio.routes['scoring:begin']({ numbers });
  expect(await until(studio, ({ id, state }) => id === 2 && state === 'done')).toMatchObject({
    ...{ made: 1, kept: 1, total: 2 },
  });
  const before = await scoresOf(studio);
  await studio.routes['scoring:begin']({ numbers, again: true });
  const again = await until(studio, ({ id, state }) => id === 3 && state === 'done');
  expect(again).toMatchObject({ made: 2, kept: 0 });
  expect(await scoresOf(studio)).toEqual(before);
  // Taking the second one back takes only what it gave.
  expect(await studio.routes['scoring:take-back']({ id: 2 })).toEqual({ numbers: [numbers[1]] });
  expect([...(await scoresOf(studio)).values()].map((score) => score !== null)).toEqual([
    true,
    false,
  ]);
});

test('it gives way to what is drawn, and stops at once', async () => {
  const studio = await open(await emptyFolder());
  const numbers = numbersOf(await draw(studio, 4));
  const drawing = draw(studio, 2, 'a blue boat');
  await studio.routes['scoring:begin']({ numbers });
  await until(studio, ({ state, number }) => state === 'waiting' && number !== null);
  await until(studio, ({ made }) => made >= 1);
  await drawing;
  await studio.routes['scoring:stop']({});
  const state = await until(studio, ended);
  if (state.state === 'stopped') expect(state.made).toBeLessThan(4);
  const scored = [...(await scoresOf(studio)).values()].filter((score) => score !== null);
  expect(scored).toHaveLength(state.made);
});

test.each(['scoring', 'captions'] as const)(
  '%s that the studio’s end interrupted goes on at the next opening',
  async (kind) => {
    const folder = await emptyFolder();
    const studio = await open(folder);
    const numbers = numbersOf(await draw(studio, 5));
    if (kind === 'scoring') await studio.routes['scoring:begin']({ numbers });
    else await studio.routes['captions:begin']({ numbers, question: 'Describe this picture.' });
    const { made } = await until(studio, (state) => state.made >= 1, `${kind}:watch`);
    expect(made).toBeLessThan(5);
    await studio.close();

    const again = await open(folder);
    const state = await until(again, ended, `${kind}:watch`);
    expect(state).toMatchObject({ state: 'done', made: state.total });
    expect(state.total).toBeGreaterThan(0);
    expect(state.total).toBeLessThan(5);
    for (const picture of await listed(again.routes)) {
      expect(kind === 'scoring' ? picture.score : picture.caption).not.toBeNull();
    }
  },
);
