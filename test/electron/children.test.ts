import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { openWorkshop, type Workshop } from '../../main/children/workshop.ts';
import { asUtility, utilityEntries } from '../../main/electron/children.ts';

test('a child of Electron tells how it ended, and is killed for good', async () => {
  const start = asUtility(new URL('./blocked-entry.ts', import.meta.url), 'a child');
  if (typeof start !== 'function') throw new Error('Expected a way to start.');
  const { promise: heard, resolve: hear } = Promise.withResolvers<unknown>();
  const child = start({ hear, log: () => undefined });
  expect(await heard).toBe('blocked from now on');
  child.send({ kind: 'quit' });
  child.kill();
  expect(await child.exit).toMatch(/^exit code \d+; it last said: the last words$/);
});

test('a child that has ended by itself is killed without harm', async () => {
  const start = asUtility(new URL('./blocked-entry.ts', import.meta.url), 'a child');
  if (typeof start !== 'function') throw new Error('Expected a way to start.');
  const { promise: heard, resolve: hear } = Promise.withResolvers<unknown>();
  const child = start({ hear, log: () => undefined });
  await heard;
  const kill = vi.spyOn(process, 'kill').mockImplementationOnce(() => {
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
  });
  expect(child.kill).not.toThrow();
  kill.mockRestore();
  child.kill();
  await child.exit;
});

describe("the packaged app's workshop, which cannot start another Node,", () => {
  let models: string;
  let workshop: Workshop;
  beforeEach(async () => {
    models = await mkdtemp(path.join(tmpdir(), 'janus-packaged-'));
    workshop = openWorkshop(undefined, utilityEntries.workshop);
  });
  afterEach(async () => {
    await workshop[Symbol.asyncDispose]();
    await rm(models, { recursive: true, force: true });
  });

  const order = () => ({
    checkpoint: path.join(inject('checkpoints'), 'tiny'),
    models,
    id: 'm',
    precision: 'fp32' as const,
  });
  const build = (signal: AbortSignal) => workshop.call('build', order(), signal);
  const whole = AbortSignal.timeout(50_000);

  test('builds a model, and another, and verifies them', async () => {
    for (const id of ['m', 'n']) {
      const steps = await Array.fromAsync(workshop.call('build', { ...order(), id }, whole));
      expect(steps.at(-1)).toMatchObject({ kind: 'built', id });
    }
    expect((await readdir(models)).sort()).toEqual(['m', 'n']);
    const verify = { modelFolder: path.join(models, 'm') };
    const steps = await Array.fromAsync(workshop.call('verify', verify, whole));
    expect(steps.at(-1)).toEqual({ kind: 'verified', verification: 'ran' });
  });

  test('says what is wrong with a damaged model', async () => {
    await Array.fromAsync(build(whole));
    await truncate(path.join(models, 'm/patches.rgb'), 5);
    const verify = { modelFolder: path.join(models, 'm') };
    await expect(Array.fromAsync(workshop.call('verify', verify, whole))).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringMatching(/patches\.rgb to have \d+ bytes/) as string,
    });
  });

  test.each(['write', 'verify'])('cancels in the phase %s, and leaves nothing', async (phase) => {
    const stop = new AbortController();
    const building = async () => {
      for await (const step of build(stop.signal)) {
        if (step.kind === 'progress' && step.phase === phase) stop.abort();
      }
    };
    await expect(building()).rejects.toMatchObject({ code: 'cancelled' });
    await workshop[Symbol.asyncDispose](); // It quits when it has cleared away.
    expect(await readdir(models)).toEqual([]);
  });
});
