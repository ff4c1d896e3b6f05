import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { LookingState } from '../../preload/contract/looking.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

const never = new AbortController().signal;

async function studioOn(dataFolder: string): Promise<Studio> {
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

/** A studio with the tiny Janus and nothing in its gallery. */
async function open(models = ['tiny']) {
  const dataFolder = await emptyFolder();
  await mkdir(path.join(dataFolder, 'models'));
  for (const name of models) {
    await symlink(path.join(inject('models'), 'tiny'), path.join(dataFolder, 'models', name));
  }
  return { dataFolder, studio: await studioOn(dataFolder) };
}

/** Brings in a picture of stripes between two colours. */
async function bring(studio: Studio, one: number, other: number): Promise<Picture> {
  const rgb = Uint8Array.from(
    { length: 24 * 24 * 3 },
    (_, at) => (at % 72 < 36 ? one : other) >> (8 * (at % 3)),
  );
  const image = sharp(rgb, { raw: { width: 24, height: 24, channels: 3 } });
  return studio.routes['gallery:import']({ bytes: new Uint8Array(await image.png().toBuffer()) });
}

async function until(
  studio: Studio,
  holds: (state: LookingState) => boolean,
): Promise<LookingState> {
  for await (const state of studio.routes['looking:watch']({}, never)) {
    if (holds(state)) return state;
  }
  throw new Error('Expected the looking to be watched.');
}

const similarTo = async (studio: Studio, { id }: Picture) =>
  (await listed(studio.routes, { similarTo: id })).map((picture) => picture.id);

test('asked to, the model looks at all; what looks alike comes first, and the trash is left out', async () => {
  const { studio } = await open();
  const red = await bring(studio, 0x2020f0, 0x1010c0);
  const blue = await bring(studio, 0xf02020, 0x20a010);
  const almost = await bring(studio, 0x2222ee, 0x1111c2);
  const gone = await bring(studio, 0x2121ef, 0x1111c1);
  await studio.routes['gallery:change']({ numbers: [gone.number], trashed: true });
  expect(await until(studio, ({ total }) => total === 3)).toMatchObject({
    when: 'loaded',
    model: 'tiny',
    looked: 0,
    going: null,
  });
  expect(await similarTo(studio, red)).toEqual([]);

  await studio.routes['looking:begin']({ first: red.id });
  const state = await until(studio, ({ looked, going }) => looked === 3 && going === null);
  expect(state.failure).toBeNull();
  expect(await similarTo(studio, red)).toEqual([red.id, almost.id, blue.id]);
  await studio.routes['gallery:change']({ numbers: [almost.number], trashed: true });
  expect(await similarTo(studio, red)).toEqual([red.id, blue.id]);
});

test('by itself it looks only with a model that is loaded, and after a while', async () => {
  const { studio } = await open();
  await bring(studio, 0x2020f0, 0x1010c0);
  // Longer than the engine must have been free.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(await until(studio, () => true)).toMatchObject({ looked: 0, total: 1 });
  const wish = { prompt: 'a red boat', seed: 1, count: 1, guidance: 5, temperature: 1 };
  await Array.fromAsync(studio.routes['picture:draw']({ ...wish, previewShare: 0 }, never));
  expect(await until(studio, ({ looked }) => looked === 2)).toMatchObject({ total: 2 });
});

test('allowed to, it loads the model by itself; how it was set is remembered', async () => {
  const { studio, dataFolder } = await open();
  await bring(studio, 0x2020f0, 0x1010c0);
  await studio.routes['looking:prefer']({ when: 'idle' });
  await until(studio, ({ looked, going }) => looked === 1 && going === null);
  await studio.routes['looking:prefer']({ when: 'asked' });
  await studio.close();
  const again = await studioOn(dataFolder);
  expect(await until(again, ({ total }) => total === 1)).toMatchObject({
    when: 'asked',
    looked: 1,
  });
});

test('stopped, it keeps what it has seen; without a model it says why', async () => {
  const { studio } = await open();
  for (let at = 0; at < 12; at += 1) await bring(studio, 0x2020f0 + 9 * at, 0x1010c0);
  await studio.routes['looking:begin']({});
  await until(studio, ({ looked }) => looked >= 1);
  await studio.routes['looking:stop']({});
  const { looked, failure } = await until(studio, ({ going }) => going === null);
  expect(failure).toBeNull();
  expect(looked).toBeGreaterThanOrEqual(1);

  const empty = await open([]);
  await bring(empty.studio, 0x2020f0, 0x1010c0);
  await empty.studio.routes['looking:begin']({});
  const state = await until(empty.studio, (each) => each.failure !== null);
  expect(state).toMatchObject({ failure: { code: 'no-model' }, model: null, looked: 0 });
});
