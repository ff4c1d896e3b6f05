import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio } from '../../main/studio.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

const never = new AbortController().signal;

/** What stop promises, with the real engine in its process: an answer, nothing saved, a free engine. */

const wish = { prompt: 'a boat', seed: 3, count: 4, guidance: 5, temperature: 1 };

async function openStudio() {
  const folder = await emptyFolder();
  await mkdir(path.join(folder, 'models'));
  await symlink(path.join(inject('models'), 'tiny-int4'), path.join(folder, 'models', 'tiny'));
  const studio = await createStudio({ dataFolder: folder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

test('discard answers within 100 ms, saves nothing after it, and the engine is free after its run', async () => {
  const { routes } = await openStudio();
  const answersMs: number[] = [];
  for (const at of ['load', 'read', 'tokens', 'preview'] as const) {
    let id = '';
    let discardedMs = 0;
    const drawing = async () => {
      for await (const event of routes['picture:draw']({ ...wish, previewShare: 1 }, never)) {
        if (event.kind === 'queued') id = event.jobId;
        const is = event.kind === 'phase' ? event.phase : event.kind;
        if (is !== at || discardedMs > 0) continue;
        discardedMs = performance.now();
        await routes['queue:change']({ id, change: 'discard' });
        answersMs.push(performance.now() - discardedMs);
      }
    };
    await expect(drawing(), at).rejects.toMatchObject({ code: 'cancelled' });
    const before = await listed(routes);

    // The next job is served by the same engine as soon as the run in flight is over.
    let first: DrawEvent | null = null;
    for await (const event of routes['picture:draw']({ ...wish, previewShare: 0 }, never)) {
      if (event.kind === 'queued') id = event.jobId;
      first = event;
      if (event.kind === 'tokens') break;
    }
    expect(first, at).toMatchObject({ kind: 'tokens' });
    expect(performance.now() - discardedMs, `free after ${at}`).toBeLessThan(10_000);
    await routes['queue:change']({ id, change: 'discard' });
    await sleep(200);
    expect(await listed(routes), at).toEqual(before);
    expect(before).toEqual([]);
  }
  // The caller waits for no one: however busy the machine is, most answers are at once.
  answersMs.sort((a, b) => a - b);
  expect(answersMs[1]).toBeLessThanOrEqual(100);
}, 60_000);

test('a picture that was finished before its job was discarded stays', async () => {
  const { routes } = await openStudio();
  let id = '';
  const saved: DrawEvent[] = [];
  const drawing = async () => {
    const request = { ...wish, count: 8, previewShare: 0 };
    for await (const event of routes['picture:draw'](request, never)) {
      if (event.kind === 'queued') id = event.jobId;
      if (event.kind !== 'saved') continue;
      saved.push(event);
      await routes['queue:change']({ id, change: 'discard' });
    }
  };
  await expect(drawing()).rejects.toMatchObject({ code: 'cancelled' });
  await sleep(200);
  expect(saved).toHaveLength(1);
  expect(await listed(routes)).toHaveLength(1);
});
