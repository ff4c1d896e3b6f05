import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Client } from '../../../main/children/client.ts';
import type { DrawStep, EngineVerbs } from '../../../main/children/messages.ts';

const entry = new URL('./fake-engine-entry.ts', import.meta.url);
const never = new AbortController().signal;

let engine = open();
function open(graceMs = 10_000) {
  return new Client<EngineVerbs>({
    entry,
    name: 'engine',
    stopped: 'engine-stopped',
    graceMs,
    quitMs: 500,
  });
}
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  engine = open();
});

const order = (prompt: string) => ({
  modelFolder: '/nowhere',
  prompt,
  seed: 7,
  count: 1,
  guidance: 5,
  temperature: 1,
  forced: [],
  previewShare: 0,
});

async function drawn(prompt: string, signal = never): Promise<DrawStep[]> {
  const steps: DrawStep[] = [];
  for await (const step of engine.call('draw', order(prompt), signal)) steps.push(step);
  return steps;
}

test('hands up every event in order, pixels and all', async () => {
  const steps = await drawn('a cat');
  expect(steps.map(({ kind }) => kind).join(' ')).toBe(
    'phase phase phase tokens tokens tokens tokens phase picture',
  );
  expect(steps.at(-1)).toMatchObject({ seed: 7, width: 4, rgb: new Uint8Array(48).fill(7) });
});

test('a failure of the child keeps its code and its sentence', async () => {
  await expect(drawn('fail')).rejects.toMatchObject({
    code: 'bad-model',
    message: 'Expected a model but received none.',
  });
});

test.each([
  ['crash', 'signal SIGKILL'],
  ['exit', 'exit code 3; it last said: the driver is gone'],
])(
  'when the child dies (%s) its job fails with the reason and the next works',
  async (how, why) => {
    await expect(drawn(how)).rejects.toMatchObject({
      code: 'engine-stopped',
      message: expect.stringContaining(why) as string,
    });
    expect(await drawn('a cat')).toHaveLength(9);
  },
);

test('calls that are open together fail together', async () => {
  const calls = await Promise.allSettled([drawn('slow'), drawn('slow'), drawn('crash')]);
  expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('cancelling frees the caller at once, though the child does not listen', async () => {
  const stop = new AbortController();
  const job = drawn('deaf', stop.signal);
  await sleep(300);
  const before = performance.now();
  stop.abort();
  await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - before).toBeLessThan(500);
});

test.each(['deaf', 'block'])('a child that ignores cancel (%s) is replaced', async (how) => {
  engine = open(300);
  const stop = new AbortController();
  const job = drawn(how, stop.signal);
  setTimeout(() => {
    stop.abort();
  }, 300);
  await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  expect(await drawn('a cat')).toHaveLength(9);
});

test('a job cancelled before it starts never reaches the child', async () => {
  await expect(drawn('a cat', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});

test('leaving the loop early cancels the job', async () => {
  for await (const step of engine.call('draw', order('slow'), never)) {
    expect(step.kind).toBe('phase');
    break;
  }
  expect(await drawn('a cat')).toHaveLength(9);
});

test('a fast child waits for a slow parent', async () => {
  const stop = new AbortController();
  const starts: number[] = [];
  const flood = async () => {
    for await (const step of engine.call('draw', order('flood'), stop.signal)) {
      if (step.kind === 'tokens') starts.push(step.start);
      await sleep(1);
      if (starts.length === 200) stop.abort();
    }
  };
  await expect(flood()).rejects.toMatchObject({ code: 'cancelled' });
  // The picture's own four tokens, then the flood: each one taken, none skipped.
  expect(starts).toEqual([0, 1, 2, 3, ...Array.from({ length: 196 }, (_, i) => i)]);
});

test('an unknown verb is answered by a failure', async () => {
  const verb = 'constructor' as 'draw';
  await expect(engine.result(verb, order(''), never)).rejects.toMatchObject({
    code: 'bad-request',
  });
});

test('a child that breaks the protocol fails its job and no other', async () => {
  await expect(drawn('garble')).rejects.toMatchObject({ code: 'unexpected' });
  expect(await drawn('a cat')).toHaveLength(9);
});

test('a closed client starts nothing', async () => {
  await engine[Symbol.asyncDispose]();
  await expect(drawn('a cat')).rejects.toMatchObject({ code: 'cancelled' });
});

test('closing cancels what is open and does not wait for a hung child', async () => {
  const job = drawn('block');
  const outcome = expect(job).rejects.toMatchObject({ code: 'cancelled' });
  await sleep(300);
  await engine[Symbol.asyncDispose]();
  await outcome;
});

test('children end with a parent that is killed', async () => {
  const parent = spawn(process.execPath, [new URL('./fake-parent.ts', import.meta.url).pathname]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const childPid = Number(line.toString());
  expect(alive(childPid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => alive(childPid), { timeout: 20_000 }).toBe(false);
});

test('a child leaves Ctrl+C to its parent', async () => {
  expect(await drawn('interrupt')).toHaveLength(9);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
