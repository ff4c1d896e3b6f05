import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../main/gallery/database.ts';
import { Queue } from '../../../main/jobs/queue.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { createStudio, type Studio } from '../../../main/studio.ts';
import type { QueueState } from '../../../preload/contract/queue.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';
import { listed } from '../gallery/listed.ts';
import { start, studio as run } from './run.ts';

const never = new AbortController().signal;
const entries = {
  engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('../../../main/children/workshop-entry.ts', import.meta.url),
};

async function open(dataFolder: string): Promise<Studio> {
  const studio = await createStudio({ dataFolder, entries, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

async function queueOf(studio: Studio): Promise<QueueState> {
  for await (const state of studio.routes['queue:watch']({}, never)) return state;
  throw new Error('Expected the state of the queue.');
}

/** A studio that ended well, with a job in its queue. */
async function withJob(): Promise<string> {
  const data = await emptyFolder();
  await writeFakeModel(path.join(data, 'models'), 'fake');
  using database = await openDatabase(pathsUnder(data));
  await using queue = new Queue({
    sqlite: database.sqlite,
    afterCrash: false,
    // eslint-disable-next-line require-yield -- it never gets that far
    async *run({ signal }) {
      await once(signal, 'abort');
      signal.throwIfAborted();
    },
  });
  const wish = { prompt: 'a cat', seed: 1, count: 1, guidance: 5, temperature: 1, previewShare: 0 };
  await queue.draw(wish, never).next();
  return data;
}

test('a drawing that is killed in a terminal pauses nobody’s queue, and keeps what it finished', async () => {
  const data = await withJob();
  const drawing = start(['draw', 'slow', '--count', '8', '--seed', '40'], { data });
  await drawing.said('.png');
  process.kill(-drawing.pid, 'SIGKILL');
  await drawing.ended;
  const finished = (await readdir(path.join(data, 'pictures'))).filter((f) => f.endsWith('.png'));
  expect(finished.length).toBeGreaterThan(0);
  const studio = await open(data);
  expect(await queueOf(studio)).toMatchObject({ paused: false, afterCrash: false });
  await expect.poll(async () => (await queueOf(studio)).jobs, { timeout: 20_000 }).toEqual([]);
  const kept = async () => (await listed(studio.routes)).length;
  await expect.poll(kept, { timeout: 20_000 }).toBe(finished.length + 1);
}, 60_000);

test('a command beside it does not hide from the studio that it crashed', async () => {
  const data = await emptyFolder();
  const script = path.join(import.meta.dirname, '../jobs/fake-queue-process.ts');
  const child = spawn(process.execPath, [script, data, 'drawing']);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await run(['gallery', 'list'], { data })).toMatchObject({ code: 0 });
  const state = await queueOf(await open(data));
  expect(state).toMatchObject({ paused: true, afterCrash: true });
  expect(state.jobs).toHaveLength(2);
}, 60_000);
