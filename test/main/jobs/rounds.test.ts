import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { StudioFailure } from '../../../main/failure.ts';
import { openDatabase } from '../../../main/gallery/database.ts';
import { Rounds } from '../../../main/jobs/rounds.ts';
import { pathsUnder } from '../../../main/paths.ts';
import type { RoundState } from '../../../preload/contract/rounds.ts';
import { emptyFolder } from '../folder.ts';

const Wish = z.strictObject({ how: z.string() });
const wish = { how: 'plain' };

/** Rounds on a real database; a picture waits for `go` where the wish says `wait`. */
async function open(folder: string) {
  const database = await openDatabase(pathsUnder(folder));
  const done: string[] = [];
  let go = (): void => undefined;
  const rounds = new Rounds<z.infer<typeof Wish>, number>({
    kind: 'captions',
    sqlite: database.sqlite,
    afterCrash: database.afterCrash,
    parse: (kept) => Wish.safeParse(kept).data,
    async *work(number, { how }, signal) {
      yield { kind: 'queued', ahead: 1 };
      yield { kind: 'queued', ahead: 0 };
      if (how === 'wait') {
        await new Promise<void>((resolve) => {
          go = resolve;
          signal.addEventListener('abort', go);
        });
        signal.throwIfAborted();
      }
      if (how === 'gone') throw new StudioFailure('not-found', 'It is gone.');
      if (how === 'die') throw new StudioFailure('engine-stopped', 'It died.');
      done.push(`${number} ${how}`);
      if (how === 'kept' || how === 'skipped') yield { kind: how };
      else yield { kind: 'made', made: number };
    },
    takeBack: (made) => Promise.resolve([...made]),
  });
  const close = async (): Promise<void> => {
    await rounds[Symbol.asyncDispose]();
    database[Symbol.dispose]();
  };
  onTestFinished(close);
  return {
    ...{ rounds, database, done, close },
    go: () => {
      go();
    },
  };
}

const stateOf = (rounds: { now: { get(): RoundState | null } }) => rounds.now.get();
const isOver = (state: RoundState | null) => !['waiting', 'working'].includes(state?.state ?? '');

async function over(rounds: { now: { get(): RoundState | null } }): Promise<RoundState | null> {
  await expect.poll(() => isOver(stateOf(rounds)), { interval: 5, timeout: 10_000 }).toBe(true);
  return stateOf(rounds);
}

/** Pictures that the next opening would go on with. */
function left({ sqlite }: Awaited<ReturnType<typeof openDatabase>>): unknown[] {
  return sqlite.prepare('SELECT picture FROM round_pictures ORDER BY place').pluck().all();
}

test('one after the other, each once; how each ended is counted', async () => {
  const { rounds, done, database } = await open(await emptyFolder());
  await rounds.begin([3, 1, 2, 3], wish);
  expect(await over(rounds)).toMatchObject({ state: 'done', total: 3, made: 3, number: null });
  expect(done).toEqual(['3 plain', '1 plain', '2 plain']);
  await rounds.begin([4], { how: 'gone' });
  expect(await over(rounds)).toMatchObject({ state: 'done', id: 2, total: 1, skipped: 1 });
  await rounds.begin([4, 5], { how: 'kept' });
  expect(await over(rounds)).toMatchObject({ kept: 2, made: 0, msLeft: null });
  expect(await rounds.takeBack(1)).toEqual([3, 1, 2]);
  await expect(rounds.takeBack(9)).rejects.toMatchObject({ code: 'not-found' });
  await expect.poll(() => left(database)).toEqual([]);
});

test('what is asked for meanwhile waits behind, and what is asked for anew is done anew', async () => {
  const { rounds, done, go } = await open(await emptyFolder());
  await rounds.begin([1, 2, 3], { how: 'wait' });
  await expect.poll(() => stateOf(rounds)?.state).toBe('working');
  await rounds.begin([1, 2, 9], wish);
  expect(stateOf(rounds)).toMatchObject({ total: 4, number: 1 });
  go();
  await expect.poll(() => stateOf(rounds)?.number).toBe(3);
  go();
  expect(await over(rounds)).toMatchObject({ state: 'done', made: 5, total: 5 });
  expect(done).toEqual(['1 wait', '3 wait', '1 plain', '2 plain', '9 plain']);
});

test('stopped, it is over for good; what follows is a round of its own', async () => {
  const folder = await emptyFolder();
  const first = await open(folder);
  await first.rounds.begin([1, 2], { how: 'wait' });
  await expect.poll(() => stateOf(first.rounds)?.state).toBe('working');
  first.rounds.stop();
  await first.rounds.begin([2, 3], { how: 'wait' });
  await expect.poll(() => stateOf(first.rounds)).toMatchObject({ id: 2, number: 2, total: 2 });
  expect(left(first.database)).toEqual([2, 3]);
  first.rounds.stop();
  expect(await over(first.rounds)).toMatchObject({ state: 'stopped', made: 0 });
  await first.close();
  const again = await open(folder);
  expect(stateOf(again.rounds)).toBeNull();
});

test('one that fails says why and ends', async () => {
  const { rounds, database } = await open(await emptyFolder());
  await rounds.begin([1, 2], { how: 'die' });
  const state = await over(rounds);
  expect(state).toMatchObject({ state: 'failed', failure: { code: 'engine-stopped' }, made: 0 });
  await expect.poll(() => left(database)).toEqual([]);
});

test('closed, it goes on at the next opening with what is left, as it was asked for', async () => {
  const folder = await emptyFolder();
  const first = await open(folder);
  await first.rounds.begin([1], wish);
  await over(first.rounds);
  await first.rounds.begin([5, 4], wish);
  await first.rounds.begin([3, 2], { how: 'wait' });
  await expect.poll(() => stateOf(first.rounds)?.number).toBe(3);
  await first.close();
  const again = await open(folder);
  expect(stateOf(again.rounds)).toMatchObject({ total: 2, made: 0 });
  await expect.poll(() => stateOf(again.rounds)?.number).toBe(3);
  again.go();
  await expect.poll(() => stateOf(again.rounds)?.number).toBe(2);
  again.go();
  expect(await over(again.rounds)).toMatchObject({ state: 'done', made: 2 });
  expect(again.done).toEqual(['3 wait', '2 wait']);
});

test('a wish that another version kept is left out, and the rest is done', async () => {
  const folder = await emptyFolder();
  const first = await open(folder);
  await first.rounds.begin([1], { how: 'wait' });
  await first.rounds.begin([2], { how: 'wait' });
  first.database.sqlite.exec(`UPDATE round_wishes SET wish = '{"other":1}' WHERE number = 1`);
  await first.close();
  const again = await open(folder);
  await expect.poll(() => stateOf(again.rounds)).toMatchObject({ number: 2, total: 1 });
});

/** A folder whose studio was killed in its third picture of five. */
async function killed(): Promise<string> {
  const folder = await emptyFolder();
  const script = path.join(import.meta.dirname, 'fake-round-process.ts');
  const child = spawn(process.execPath, [script, folder]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const database = await openDatabase(pathsUnder(folder), { passing: true });
  database.sqlite.exec(`UPDATE round_wishes SET wish = '{"how":"plain"}'`);
  database[Symbol.dispose]();
  return folder;
}

test('killed, it waits for a word, then goes on with what was not done', async () => {
  const { rounds, done, database } = await open(await killed());
  expect(database.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(stateOf(rounds)).toMatchObject({ state: 'paused', total: 3, number: null });
  rounds.goOn();
  rounds.goOn();
  expect(await over(rounds)).toMatchObject({ state: 'done', made: 3 });
  expect(done).toEqual(['3 plain', '4 plain', '5 plain']);
});

test('killed, it can be stopped instead, or grows and goes on', async () => {
  const folder = await killed();
  const first = await open(folder);
  first.rounds.stop();
  expect(stateOf(first.rounds)).toMatchObject({ state: 'stopped', total: 3, made: 0 });
  await first.close();
  const again = await open(folder);
  expect(stateOf(again.rounds)).toBeNull();

  const other = await open(await killed());
  await other.rounds.begin([4, 8], wish);
  await over(other.rounds);
  expect(other.done).toEqual(['3 plain', '5 plain', '4 plain', '8 plain']);
});

test('whatever is asked and whenever it closes, what is kept is what is left', async () => {
  const orders = fc.array(
    fc.tuple(fc.constantFrom('begin', 'wait', 'stop', 'go'), fc.nat(6), fc.nat(3)),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(orders, async (asked) => {
      const bench = await open(await emptyFolder());
      const { rounds, done } = bench;
      const wanted = new Set<number>();
      let since = 0;
      for (const [kind, from, count] of asked) {
        const numbers = Array.from({ length: count + 1 }, (_, at) => from + at + 1);
        if (kind === 'begin') await rounds.begin(numbers, wish);
        else if (kind === 'wait') await rounds.begin(numbers, { how: 'wait' });
        else if (kind === 'stop') rounds.stop();
        else bench.go();
        if (kind === 'begin' || kind === 'wait') for (const number of numbers) wanted.add(number);
        if (kind !== 'stop') continue;
        wanted.clear();
        since = done.length;
      }
      await rounds[Symbol.asyncDispose]();
      const rest = left(bench.database);
      for (const number of rest) expect(wanted).toContain(number);
      for (const number of wanted) {
        const isMade = done.slice(since).some((each) => each.startsWith(`${number} `));
        expect(isMade || rest.includes(number)).toBe(true);
      }
      await bench.close();
    }),
    {
      numRuns: 25,
      examples: [
        [
          [
            ['begin', 0, 0],
            ['stop', 0, 0],
            ['begin', 0, 1],
          ],
        ],
      ],
    },
  );
}, 60_000);
