import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import type { QueueState } from '../../preload/contract/queue.ts';
import { writeFakeModel } from './fake-model.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

/** The fake workshop dies of pictures with this seed. */
const crashSeed = 66;
const never = new AbortController().signal;
const entries = {
  engine: new URL('./children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('./children/fake-workshop-entry.ts', import.meta.url),
};

async function open(): Promise<{ studio: Studio; folder: string }> {
  const folder = await emptyFolder();
  await writeFakeModel(path.join(folder, 'models'), 'fake');
  const studio = await createStudio({ dataFolder: folder, entries, host: 'a test' });
  onTestFinished(() => studio.close());
  return { studio, folder };
}

const wish = { seed: 3, count: 1, guidance: 5, temperature: 1, previewShare: 0 };

async function drawn(studio: Studio, prompt: string, signal = never, count = 1) {
  const events: DrawEvent[] = [];
  const road = studio.routes['picture:draw']({ ...wish, prompt, count }, signal);
  for await (const event of road) events.push(event);
  return events;
}

async function queueOf(studio: Studio): Promise<QueueState> {
  const { signal } = new AbortController();
  for await (const state of studio.routes['queue:watch']({}, signal)) return state;
  throw new Error('Expected the state of the queue.');
}

test('says what it is and which models it has', async () => {
  const { studio } = await open();
  expect(await studio.routes['studio:status']({})).toMatchObject({ model: 'fake' });
  expect(await studio.routes['models:list']({})).toMatchObject([
    { id: 'fake', pictureSide: 4, tokensPerPicture: 4, licence: 'MIT' },
  ]);
});

test('a picture comes up the road and is saved', async () => {
  const { studio, folder } = await open();
  const events = await drawn(studio, 'a 고양이 🐈', never, 2);
  const saved = events.filter((event) => event.kind === 'saved');
  expect(saved.map(({ picture }) => picture.seed)).toEqual([3, 4]);
  expect(events.filter(({ kind }) => kind === 'preview')).toHaveLength(2);

  const pictures = await listed(studio.routes);
  expect(pictures.map(({ id }) => id).sort()).toEqual(
    saved.map(({ picture }) => picture.id).sort(),
  );
  expect(pictures[0]).toMatchObject({ prompt: 'a 고양이 🐈', width: 4, height: 4, model: 'fake' });

  const file = await studio.pictureFile(saved[0]!.picture.id);
  expect((await readFile(file!)).toString('utf8')).toContain(
    'a 고양이 🐈\nSteps: 4, Sampler: Janus',
  );
  expect((await readdir(path.join(folder, 'pictures'))).every((f) => f.endsWith('.png'))).toBe(
    true,
  );
});

test('opening clears away what a dead build left, and nothing of one that goes on', async () => {
  const folder = await emptyFolder();
  const models = path.join(folder, 'models');
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(dead, 'exit');
  const left = `.building-a-${dead.pid ?? 0}-0123abcd`;
  const alive = `.building-b-${process.pid}-0123abcd`;
  for (const name of [left, alive]) await mkdir(path.join(models, name), { recursive: true });
  const studio = await createStudio({ dataFolder: folder, entries, host: 'a test' });
  onTestFinished(() => studio.close());
  expect(await readdir(models)).toEqual([alive]);
});

test('only ids of pictures have files', async () => {
  const { studio } = await open();
  for (const id of ['', '..', '../owner', '../../etc/passwd', 'a'.repeat(32), '\0', 'CON']) {
    expect(await studio.pictureFile(id)).toBeNull();
  }
});

test('the engine may be killed mid-picture: finished pictures stay, the next job works', async () => {
  const { studio } = await open();
  await drawn(studio, 'a cat');
  await expect(drawn(studio, 'crash')).rejects.toMatchObject({ code: 'engine-stopped' });
  await drawn(studio, 'a dog');
  expect(await listed(studio.routes)).toHaveLength(2);
});

test('the workshop may be killed while it writes a picture: the next job works', async () => {
  const { studio } = await open();
  const wishes = { ...wish, prompt: 'a cat', seed: crashSeed };
  const road = studio.routes['picture:draw'](wishes, never);
  const job = (async () => {
    for await (const { kind } of road) expect(kind).not.toBe('saved');
  })();
  await expect(job).rejects.toMatchObject({ code: 'workshop-stopped' });
  await drawn(studio, 'a dog');
  expect(await listed(studio.routes)).toHaveLength(1);
});

test.each(['load', 'read', 'draw', 'decode'])(
  'the engine may be killed in the phase %s: the job says why, and works when tried again',
  async (phase) => {
    const { studio, folder } = await open();
    const prompt = `die ${phase} ${path.join(folder, 'died')}`;
    await expect(drawn(studio, prompt, never, 2)).rejects.toMatchObject({ code: 'engine-stopped' });
    const [job] = (await queueOf(studio)).jobs;
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'engine-stopped' } });
    expect(job?.failure?.message).toContain('SIGKILL');
    await studio.routes['queue:change']({ id: job!.id, change: 'retry' });
    const again = studio.routes['queue:follow']({ id: job!.id }, never);
    for await (const { kind } of again) expect(kind).not.toBe('failed');
    expect((await listed(studio.routes)).map(({ seed }) => seed).sort()).toEqual([3, 4]);
    expect((await queueOf(studio)).jobs).toEqual([]);
  },
);

/** Draws slowly until a picture has so many tokens, then asks this of the queue. */
async function endAt(studio: Studio, tokens: number, change: 'stop' | 'discard') {
  const events: DrawEvent[] = [];
  let asked = 0;
  const road = studio.routes['picture:draw']({ ...wish, prompt: 'slow' }, never);
  const job = (async () => {
    for await (const event of road) {
      events.push(event);
      if (event.kind !== 'tokens' || event.tokensDone !== tokens) continue;
      const [running] = (await queueOf(studio)).jobs;
      asked = performance.now();
      await studio.routes['queue:change']({ id: running!.id, change });
      expect(performance.now() - asked).toBeLessThan(100);
    }
  })();
  await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  return { events, ms: performance.now() - asked };
}

test('stop keeps the rows that are there, and below them nothing', async () => {
  const { studio } = await open();
  const { events } = await endAt(studio, 3, 'stop');
  const saved = events.find((event) => event.kind === 'saved');
  expect(saved?.picture).toMatchObject({ tokensDone: 2, tokensTotal: 4, width: 4, height: 4 });
  expect(events.filter(({ kind }) => kind === 'preview')).toMatchObject([
    { final: true, tokensDone: 2, height: 2, side: 4 },
  ]);
  const file = await studio.pictureFile(saved!.picture.id);
  const { data, info } = await sharp(file!).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 4, height: 4, channels: 4 });
  const alphas = [...data].filter((_, at) => at % 4 === 3);
  expect(alphas).toEqual([...new Array<number>(8).fill(255), ...new Array<number>(8).fill(0)]);
  expect(await listed(studio.routes)).toHaveLength(1);
  expect((await queueOf(studio)).jobs).toEqual([]);
  await drawn(studio, 'a dog');
});

test('stop before the first row keeps nothing; discard never does, and is done at once', async () => {
  const { studio } = await open();
  await endAt(studio, 1, 'stop');
  const { ms } = await endAt(studio, 3, 'discard');
  expect(ms).toBeLessThan(100);
  expect(await listed(studio.routes)).toEqual([]);
  await drawn(studio, 'a dog');
});

test('a model that is gone when its job’s turn comes fails that job, and the next one works', async () => {
  const { studio, folder } = await open();
  await writeFakeModel(path.join(folder, 'models'), 'other');
  const slow = drawn(studio, 'slow');
  const request = { ...wish, prompt: 'a cat', model: 'other' };
  const road = studio.routes['picture:draw'](request, never);
  expect((await road[Symbol.asyncIterator]().next()).value).toMatchObject({ ahead: 1 });
  await rm(path.join(folder, 'models/other'), { recursive: true });
  const next = drawn(studio, 'a dog');
  await Promise.all([slow, next]);
  expect((await queueOf(studio)).jobs).toMatchObject([
    {
      state: 'failed',
      failure: { code: 'no-model', message: expect.stringContaining('named "other"') as string },
    },
  ]);
});

test('the workshop may be killed while it makes a thumbnail: the picture is kept all the same', async () => {
  const { studio } = await open();
  const wishes = { ...wish, prompt: 'a cat', seed: 67 };
  const kinds: string[] = [];
  for await (const { kind } of studio.routes['picture:draw'](wishes, never)) kinds.push(kind);
  expect(kinds.at(-1)).toBe('saved');
  expect(await listed(studio.routes)).toMatchObject([{ seed: 67, tokensDone: 4, tokensTotal: 4 }]);
});

test('jobs wait for each other and say so', async () => {
  const { studio } = await open();
  const [, second] = await Promise.all([drawn(studio, 'slow a'), drawn(studio, 'b')]);
  expect(second.filter((event) => event.kind === 'queued').map(({ ahead }) => ahead)).toEqual([
    1, 0,
  ]);
});

test('closing while drawing cancels', async () => {
  const { studio } = await open();
  const job = expect(drawn(studio, 'slow')).rejects.toMatchObject({ code: 'cancelled' });
  await studio.close();
  await job;
});

test('a second studio on one folder is told who has it, until that one closes', async () => {
  const { studio, folder } = await open();
  await expect(createStudio({ dataFolder: folder })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining(`a test, process ${process.pid}`) as string,
  });
  await studio.close();
  await (await createStudio({ dataFolder: folder })).close();
});

test('of many studios opened at once one gets the folder', async () => {
  const dataFolder = await emptyFolder();
  const openings = [1, 2, 3, 4, 5].map(() => createStudio({ dataFolder }));
  const outcomes = await Promise.allSettled(openings);
  const opened = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(opened).toHaveLength(1);
  await opened[0]?.value.close();
});

test('an opening that fails lets go of the folder and of its children', async () => {
  const dataFolder = await emptyFolder();
  const models = path.join(dataFolder, 'models');
  await writeFile(models, 'a file where a folder should be');
  await expect(createStudio({ dataFolder })).rejects.toThrow();
  await rm(models);
  await (await createStudio({ dataFolder })).close();
});

test('a damaged lock is not mistaken for an owner', async () => {
  const dataFolder = await emptyFolder();
  await writeFile(path.join(dataFolder, 'owner.sqlite'), 'not a database, '.repeat(100));
  await expect(createStudio({ dataFolder })).rejects.toThrow('delete it and start again');
});

test('ownership ends with a process that is killed', async () => {
  const folder = await emptyFolder();
  const script = `
    import { createStudio } from ${JSON.stringify(new URL('../../main/studio.ts', import.meta.url).href)};
    await createStudio({ dataFolder: ${JSON.stringify(folder)} });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  await once(other.stdout, 'data');
  await expect(createStudio({ dataFolder: folder })).rejects.toMatchObject({ code: 'busy' });
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await createStudio({ dataFolder: folder })).close();
});
