import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns, type Turns } from '../../../main/jobs/turns.ts';

const never = new AbortController().signal;

/** Runs a job that notes its start and end, and gives the numbers ahead that it was told. */
async function run(turns: Turns, name: string, log: string[], signal = never): Promise<number[]> {
  const ahead: number[] = [];
  const job = async function* () {
    log.push(`${name} starts`);
    await sleep(5);
    yield { kind: 'worked' } as const;
    log.push(`${name} ends`);
  };
  for await (const event of turns.run(job, signal)) {
    if (event.kind === 'queued') ahead.push(event.ahead);
  }
  return ahead;
}

test('runs one job at a time, in order, and tells each how many are ahead', async () => {
  const turns = createTurns();
  const log: string[] = [];
  const told = await Promise.all(['a', 'b', 'c'].map((name) => run(turns, name, log)));
  expect(told).toEqual([[0], [1, 0], [2, 1, 0]]);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
});

test('a job cancelled while it waits leaves at once and the others move up', async () => {
  const turns = createTurns();
  const log: string[] = [];
  const stop = new AbortController();
  const jobs = [run(turns, 'a', log), run(turns, 'b', log, stop.signal), run(turns, 'c', log)];
  stop.abort();
  const [a, b, c] = await Promise.allSettled(jobs);
  expect(b).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  expect([a?.status, c?.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(log).not.toContain('b starts');
});

test('a job that fails makes room for the next', async () => {
  const turns = createTurns();
  // eslint-disable-next-line require-yield -- It fails before its first event.
  const failing = async function* (): AsyncGenerator<{ kind: 'worked' }> {
    await sleep(1);
    throw new Error('broken');
  };
  const job = turns.run(failing, never);
  expect((await job.next()).value).toMatchObject({ kind: 'queued', ahead: 0 });
  await expect(job.next()).rejects.toThrow('broken');
  expect(await run(turns, 'next', [])).toEqual([0]);
});

test('whoever is cancelled, the others run once each and never together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.nat(20)), { maxLength: 6 }), async (cancelAfterMs) => {
      const turns = createTurns();
      const log: string[] = [];
      const jobs = cancelAfterMs.map((ms, i) =>
        run(turns, String(i), log, ms === null ? never : AbortSignal.timeout(ms)),
      );
      const outcomes = await Promise.allSettled(jobs);
      outcomes.forEach(({ status }, i) => {
        if (status === 'fulfilled') expect(log.indexOf(`${i} ends`)).toBeGreaterThan(-1);
      });
      for (let i = 0; i + 1 < log.length; i += 2) {
        expect(log[i + 1]).toBe(log[i]?.replace('starts', 'ends'));
      }
    }),
    { numRuns: 20 },
  );
});
