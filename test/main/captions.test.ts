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
const question = 'Describe this picture.';

/** A studio with the tiny Janus and so many pictures. */
async function open(count: number, models = ['tiny']) {
  const dataFolder = await emptyFolder();
  await mkdir(path.join(dataFolder, 'models'));
  for (const name of models) {
    await symlink(path.join(inject('models'), 'tiny'), path.join(dataFolder, 'models', name));
  }
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  const pictures: Picture[] = [];
  for (let at = 0; at < count; at += 1) {
    const background = { r: 80 * at, g: 200 - 60 * at, b: 40 };
    const image = sharp({ create: { width: 24, height: 24, channels: 3, background } });
    const bytes = new Uint8Array(await image.png().toBuffer());
    pictures.push(await studio.routes['gallery:import']({ bytes }));
  }
  return { studio, pictures, numbers: pictures.map(({ number }) => number) };
}

/** Watches until it is as a test wants it. */
async function until(studio: Studio, holds: (state: RoundState) => boolean): Promise<RoundState> {
  for await (const state of studio.routes['captions:watch']({}, never)) {
    if (state && holds(state)) return state;
  }
  throw new Error('Expected the describing to be watched.');
}

const ended = ({ state }: RoundState): boolean => !['waiting', 'working'].includes(state);

async function captionOf(studio: Studio, { id }: Picture): Promise<string | null> {
  return (await studio.routes['gallery:details']({ id })).picture.caption;
}

async function found(studio: Studio, text: string): Promise<string[]> {
  return (await listed(studio.routes, { text })).map(({ id }) => id);
}

test('the model describes pictures, which are then found by any part of it', async () => {
  const { studio, pictures, numbers } = await open(2);
  await studio.routes['captions:begin']({ numbers, question });
  const state = await until(studio, ended);
  expect(state).toMatchObject({ state: 'done', total: 2, made: 2, skipped: 0, number: null });
  const caption = await captionOf(studio, pictures[0]!);
  expect(caption!.length).toBeGreaterThan(5);
  const part = caption!.split(/\s+/u).sort((a, b) => b.length - a.length)[0]!;
  expect(await found(studio, part)).toContain(pictures[0]!.id);

  // The same picture is described the same way.
  await studio.routes['captions:write']({ number: numbers[0]!, caption: null });
  await studio.routes['captions:begin']({ numbers: numbers.slice(0, 1), question });
  await until(studio, ({ id, state: at }) => id > state.id && at === 'done');
  expect(await captionOf(studio, pictures[0]!)).toBe(caption);
});

test('a caption is written, found in Korean, replaced and taken away by hand', async () => {
  const { studio, pictures, numbers } = await open(1);
  const write = (caption: string | null) =>
    studio.routes['captions:write']({ number: numbers[0]!, caption });
  expect(await write('바다 위의 작은 배')).toEqual({ before: null });
  expect(await found(studio, '바다')).toEqual([pictures[0]!.id]);
  expect(await write('a harbour at night')).toEqual({ before: '바다 위의 작은 배' });
  expect(await found(studio, '바다')).toEqual([]);
  expect(await found(studio, 'arbou')).toEqual([pictures[0]!.id]);
  expect(await write(null)).toEqual({ before: 'a harbour at night' });
  expect(await found(studio, 'arbou')).toEqual([]);
  const gone = studio.routes['captions:write']({ number: 999, caption: 'x' });
  await expect(gone).rejects.toMatchObject({ code: 'not-found' });
});

test('a describing is taken back, but not what a person has written since', async () => {
  const { studio, pictures, numbers } = await open(3);
  await studio.routes['captions:write']({ number: numbers[0]!, caption: 'mine' });
  await studio.routes['captions:begin']({ numbers, question });
  const { id } = await until(studio, ended);
  expect(await captionOf(studio, pictures[0]!)).not.toBe('mine');
  await studio.routes['captions:write']({ number: numbers[2]!, caption: 'mine too' });
  const { numbers: back } = await studio.routes['captions:take-back']({ id });
  expect(back).toEqual(numbers.slice(0, 2));
  const captions = await Promise.all(pictures.map((picture) => captionOf(studio, picture)));
  expect(captions).toEqual(['mine', null, 'mine too']);
  const unknown = studio.routes['captions:take-back']({ id: id + 1 });
  await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
});

test('stopped, it keeps what is written; what is gone is left out; more can be added', async () => {
  const { studio, pictures, numbers } = await open(6);
  await studio.routes['captions:begin']({ numbers: [999, numbers[0]!], question });
  await studio.routes['captions:begin']({ numbers: numbers.slice(1), question });
  expect((await until(studio, ({ made }) => made >= 1)).total).toBe(7);
  await studio.routes['captions:stop']({});
  const state = await until(studio, ended);
  expect(state).toMatchObject({ state: 'stopped', skipped: 1 });
  expect(state.made).toBeLessThan(6);
  const captions = await Promise.all(pictures.map((picture) => captionOf(studio, picture)));
  expect(captions.filter((caption) => caption !== null)).toHaveLength(state.made);
});

test('while something is drawn it waits; without a model it says why it ended', async () => {
  const { studio, numbers } = await open(1);
  const wish = { prompt: 'a red boat', seed: 1, count: 2, guidance: 5, temperature: 1 };
  const drawing = Array.fromAsync(
    studio.routes['picture:draw']({ ...wish, previewShare: 0 }, never),
  );
  await studio.routes['captions:begin']({ numbers, question });
  await until(studio, ({ state }) => state === 'waiting');
  expect(await until(studio, ended)).toMatchObject({ state: 'done', made: 1 });
  await drawing;

  const empty = await open(1, []);
  await empty.studio.routes['captions:begin']({ numbers: empty.numbers, question });
  const state = await until(empty.studio, ended);
  expect(state).toMatchObject({ state: 'failed', made: 0, failure: { code: 'no-model' } });
});
