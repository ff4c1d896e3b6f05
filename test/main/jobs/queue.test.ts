import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../main/gallery/database.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { DrawEvent } from '../../../preload/contract/picture.ts';
import type { QueueChange } from '../../../preload/contract/queue.ts';
import { emptyFolder } from '../folder.ts';
import { add, close, ends, never, open, prompts, states, wish } from './queue-bench.ts';

test('one job at a time, in the order of asking; who leaves does not end a job', async () => {
  const { queue, begun, go } = await open();
  const first = await add(queue, 'wait a');
  const second = await add(queue, 'b');
  expect(states(queue)).toEqual(['running', 'waiting']);
  expect(begun).toEqual(['wait a']);
  go();
  expect(await ends(queue, first)).toBe('end');
  expect(await ends(queue, second)).toBe('end');
  expect(begun).toEqual(['wait a', 'b']);
  expect(queue.state.get()).toEqual({ jobs: [], paused: false, afterCrash: false });
});

test('a late follower is told where the job is, then what happens', async () => {
  const { queue, go } = await open();
  const id = await add(queue, 'wait a');
  await expect.poll(() => queue.state.get().jobs[0]?.state).toBe('running');
  const seen: DrawEvent[] = [];
  for await (const event of queue.follow(id, never)) {
    seen.push(event);
    if (event.kind === 'tokens') go();
  }
  expect(seen.map(({ kind }) => kind)).toEqual(['queued', 'phase', 'tokens', 'tokens', 'saved']);
  expect(seen[0]).toEqual({ kind: 'queued', jobId: id, ahead: 0 });
  // A window that was away for the end can still learn of it.
  expect(await ends(queue, id)).toBe('end');
});

test('a follower that aborts is free and the job goes on', async () => {
  const { queue, go } = await open();
  const leaving = new AbortController();
  const following = (async () => {
    for await (const { kind } of queue.draw(wish('wait a'), leaving.signal)) {
      if (kind === 'tokens') leaving.abort();
    }
  })();
  await expect(following).rejects.toMatchObject({ code: 'cancelled' });
  expect(states(queue)).toEqual(['running']);
  go();
});

test('moves jobs to the front, up and down; takes them out', async () => {
  const { queue, begun, go } = await open();
  await add(queue, 'wait a');
  const [b, c, d] = [await add(queue, 'b'), await add(queue, 'c'), await add(queue, 'd')];
  const change = (id: string, how: QueueChange['change']): void => {
    queue.change({ id, change: how });
  };
  change(d, 'front');
  expect(prompts(queue)).toEqual(['wait a', 'd', 'b', 'c']);
  change(c, 'up');
  expect(prompts(queue)).toEqual(['wait a', 'd', 'c', 'b']);
  change(d, 'down');
  change(b, 'down'); // It is the last one already.
  expect(prompts(queue)).toEqual(['wait a', 'c', 'd', 'b']);
  change(d, 'discard');
  expect(prompts(queue)).toEqual(['wait a', 'c', 'b']);
  expect(await ends(queue, d)).toBe('cancelled');
  go();
  expect(await ends(queue, b)).toBe('end');
  expect(begun).toEqual(['wait a', 'c', 'b']);
});

test('the job that runs is not moved, and unknown ones are not found', async () => {
  const { queue } = await open();
  const id = await add(queue, 'wait a');
  await add(queue, 'b');
  for (const change of ['front', 'up', 'down', 'load-anyway'] as const)
    queue.change({ id, change });
  expect(states(queue)).toEqual(['running', 'waiting']);
  const stranger = crypto.randomUUID();
  expect(() => {
    queue.change({ id: stranger, change: 'stop' });
  }).toThrow('not in the queue');
  expect(await ends(queue, stranger)).toBe('not-found');
});

test.each(['stop', 'discard'] as const)(
  '%s answers at once and the next job begins',
  async (how) => {
    const { queue, begun } = await open();
    const id = await add(queue, 'wait a');
    const next = await add(queue, 'b');
    const before = performance.now();
    queue.change({ id, change: how });
    expect(await ends(queue, id)).toBe('cancelled');
    expect(performance.now() - before).toBeLessThan(100);
    expect(await ends(queue, next)).toBe('end');
    expect(begun).toEqual(['wait a', 'b']);
  },
);

test('a job that fails says why, lets the next one begin, and can be tried again', async () => {
  const { queue, begun } = await open();
  const id = await add(queue, 'fail a');
  const next = await add(queue, 'b');
  expect(await ends(queue, id)).toBe('engine-stopped');
  expect(await ends(queue, next)).toBe('end');
  const [failed] = queue.state.get().jobs;
  expect(failed).toMatchObject({ id, state: 'failed', failure: { message: 'It died.' } });
  queue.change({ id, change: 'retry' });
  expect(await ends(queue, id)).toBe('engine-stopped');
  expect(begun).toEqual(['fail a', 'b', 'fail a']);
  queue.change({ id, change: 'discard' });
  expect(prompts(queue)).toEqual([]);
});

test('a full disk pauses the queue: the others would be drawn for nothing', async () => {
  const { queue, begun } = await open();
  const id = await add(queue, 'full a');
  await add(queue, 'b');
  expect(await ends(queue, id)).toBe('disk-full');
  expect(queue.state.get()).toMatchObject({ paused: true });
  expect(begun).toEqual(['full a']);
});

test('paused, the running job goes on and no other begins', async () => {
  const { queue, begun, go } = await open();
  const id = await add(queue, 'wait a');
  const next = await add(queue, 'b');
  await queue.pause(true);
  go();
  expect(await ends(queue, id)).toBe('end');
  await sleep(20);
  expect(begun).toEqual(['wait a']);
  await queue.pause(false);
  expect(await ends(queue, next)).toBe('end');
});

test('after a clean end it goes on where it was, with the pictures that were saved', async () => {
  const first = await open();
  await add(first.queue, 'wait a', 3);
  await add(first.queue, 'b');
  await expect.poll(() => states(first.queue)).toEqual(['running', 'waiting']);
  await sleep(5);
  first.go();
  await expect.poll(() => first.queue.state.get().jobs[0]?.saved).toBe(1);
  await close(first);
  const again = await open(first.folder);
  expect(again.queue.state.get()).toMatchObject({
    paused: false,
    afterCrash: false,
    jobs: [{ saved: 1, state: 'running', request: wish('wait a', 3) }, { state: 'waiting' }],
  });
  expect(again.begun).toEqual(['wait a']);
});

test('a person’s pause outlives the studio', async () => {
  const first = await open();
  await first.queue.pause(true);
  await add(first.queue, 'a');
  await close(first);
  const again = await open(first.folder);
  expect(again.queue.state.get()).toMatchObject({ paused: true, afterCrash: false });
  expect(again.begun).toEqual([]);
});

test('holds a hundred jobs and says so', async () => {
  const { queue } = await open();
  await queue.pause(true);
  for (let job = 0; job < 100; job += 1) await add(queue, `job ${job}`);
  await expect(add(queue, 'one more')).rejects.toMatchObject({ code: 'busy' });
  expect(queue.state.get().jobs).toHaveLength(100);
});

test.each(['before', 'drawing', 'saved'])(
  'killed with SIGKILL (%s), the queue waits and says so, and nothing saved is lost',
  async (moment) => {
    const folder = await emptyFolder();
    const script = path.join(import.meta.dirname, 'fake-queue-process.ts');
    const child = spawn(process.execPath, [script, folder, moment]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('ready\n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { queue, database, begun } = await open(folder);
    expect(database.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    const { jobs, paused, afterCrash } = queue.state.get();
    expect({ paused, afterCrash }).toEqual({ paused: true, afterCrash: true });
    expect(jobs.map(({ request, state, saved }) => [request.prompt, state, saved])).toEqual([
      ['wait a', 'waiting', moment === 'saved' ? 1 : 0],
      ['b', 'waiting', 0],
    ]);
    expect(begun).toEqual([]);
    await queue.pause(false);
    expect(queue.state.get().afterCrash).toBe(false);
    await expect.poll(() => begun).toEqual(['wait a']);
  },
  20_000,
);

test('an unclean end with nothing in the queue pauses nothing', async () => {
  const first = await open();
  first.database.sqlite.close();
  const { queue } = await open(first.folder);
  expect(queue.state.get()).toEqual({ jobs: [], paused: false, afterCrash: false });
});

test('whatever is asked of it, jobs keep one order and one runs at most', async () => {
  const changes = ['front', 'up', 'down', 'retry', 'load-anyway', 'stop', 'discard'] as const;
  const kinds = [...changes, 'add', 'pause', 'go'] as const;
  const orders = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(9)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(orders, async (asked) => {
      const bench = await open();
      const { queue, database } = bench;
      for (const [kind, at] of asked) {
        const { jobs, paused } = queue.state.get();
        const id = jobs[at % Math.max(1, jobs.length)]?.id;
        if (kind === 'add') await add(queue, ['wait x', 'fail x', 'x'][at % 3]!);
        else if (kind === 'pause') await queue.pause(!paused);
        else if (kind === 'go') bench.go();
        else if (id !== undefined) queue.change({ id, change: kind });
        expect(states(queue).filter((state) => state === 'running').length).toBeLessThan(2);
      }
      await close(bench);
      const order = queue.state.get().jobs.map((job) => job.id);
      const again = await openDatabase(pathsUnder(bench.folder));
      const kept = again.sqlite.prepare('SELECT id FROM jobs ORDER BY position').pluck().all();
      again[Symbol.dispose]();
      expect(new Set(kept)).toEqual(new Set(order));
      expect(database.sqlite.open).toBe(false);
    }),
    { numRuns: 15 },
  );
}, 60_000);
