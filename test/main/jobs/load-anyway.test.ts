import { expect, onTestFinished, test } from 'vitest';
import { StudioFailure } from '../../../main/failure.ts';
import { openDatabase } from '../../../main/gallery/database.ts';
import { Queue, type JobRun } from '../../../main/jobs/queue.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { DrawEvent } from '../../../preload/contract/picture.ts';
import { emptyFolder } from '../folder.ts';

const never = new AbortController().signal;
const wish = { prompt: 'a', seed: 1, count: 1, guidance: 5, temperature: 1, previewShare: 0 };

/** Draws with a model that is too large for the machine. */
async function* run({ request }: JobRun): AsyncGenerator<DrawEvent> {
  if (!request.loadAnyway) throw new StudioFailure('out-of-memory', 'It is too large.');
  yield await Promise.resolve({ kind: 'phase' as const, phase: 'draw' as const, index: 0 });
}

async function open(folder: string) {
  const database = await openDatabase(pathsUnder(folder));
  const { sqlite, afterCrash } = database;
  const queue = new Queue({ sqlite, afterCrash, run });
  const close = async (): Promise<void> => {
    await queue[Symbol.asyncDispose]();
    database[Symbol.dispose]();
  };
  onTestFinished(close);
  return { queue, close };
}

/** Follows a job to its end. */
async function endOf(events: AsyncIterable<DrawEvent>): Promise<string> {
  try {
    for await (const _ of events);
    return 'end';
  } catch (thrown) {
    return (thrown as StudioFailure).code;
  }
}

test('a job that the forecast forbids can be drawn anyway, also after a restart', async () => {
  const folder = await emptyFolder();
  const first = await open(folder);
  expect(await endOf(first.queue.draw(wish, never))).toBe('out-of-memory');
  const { id } = first.queue.state.get().jobs[0]!;
  first.queue.change({ id, change: 'retry' });
  expect(await endOf(first.queue.follow(id, never))).toBe('out-of-memory');
  await first.queue.pause(true);
  first.queue.change({ id, change: 'load-anyway' });
  expect(first.queue.state.get().jobs).toMatchObject([{ state: 'waiting', failure: null }]);
  await first.close();

  const second = await open(folder);
  await second.queue.pause(false);
  expect(await endOf(second.queue.follow(id, never))).toBe('end');
  expect(second.queue.state.get().jobs).toEqual([]);
});
