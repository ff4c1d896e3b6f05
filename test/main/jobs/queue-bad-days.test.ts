import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../../main/gallery/sqlite.ts';
import { readJobs } from '../../../main/jobs/job-rows.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { add, ends, open, prompts, states } from './queue-bench.ts';

test('a stop whose picture cannot be kept says so, and it can be tried again', async () => {
  const { queue } = await open();
  const id = await add(queue, 'wait until full');
  queue.change({ id, change: 'stop' });
  expect(await ends(queue, id)).toBe('disk-full');
  expect(states(queue)).toEqual(['failed']);
});

test('a job that is taken out while the database is locked leaves the others, and comes not back', async () => {
  const { folder, queue, database } = await open();
  await add(queue, 'wait a');
  const other = await openSqlite(pathsUnder(folder).database);
  onTestFinished(() => {
    other.close();
  });
  for (const kept of [true, false]) {
    other.exec('BEGIN IMMEDIATE');
    const adding = add(queue, 'b').catch(() => 'not kept');
    await sleep(5);
    void queue.pause(false); // Which tells of all jobs.
    queue.change({ id: queue.state.get().jobs[1]!.id, change: 'discard' });
    if (!kept) database.sqlite.pragma('query_only = ON');
    other.exec('ROLLBACK');
    await adding;
    database.sqlite.pragma('query_only = OFF');
    expect(prompts(queue), kept ? 'kept' : 'not kept').toEqual(['wait a']);
    await expect
      .poll(() => readJobs(database.sqlite).map(({ request }) => request.prompt))
      .toEqual(['wait a']);
  }
});
