import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio } from '../../main/studio.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';

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

test('stop answers within 100 ms, saves nothing after it, and the engine is free after its run', async () => {
  const studio = await openStudio();
  const answersMs: number[] = [];
  for (const at of ['load', 'read', 'tokens', 'preview'] as const) {
    const stop = new AbortController();
    let stoppedMs = 0;
    const drawing = async () => {
      const request = { ...wish, previewShare: 1 };
      for await (const event of studio.routes['picture:draw'](request, stop.signal)) {
        const is = event.kind === 'phase' ? event.phase : event.kind;
        if (is !== at || stop.signal.aborted) continue;
        stoppedMs = performance.now();
        stop.abort();
      }
    };
    await expect(drawing(), at).rejects.toMatchObject({ code: 'cancelled' });
    answersMs.push(performance.now() - stoppedMs);
    const before = await studio.routes['pictures:list']({});

    // The next job is served by the same engine as soon as the run in flight is over.
    const next = new AbortController();
    let first: DrawEvent | null = null;
    for await (const event of studio.routes['picture:draw'](
      { ...wish, previewShare: 0 },
      next.signal,
    )) {
      first = event;
      if (event.kind === 'tokens') break;
    }
    expect(first, at).toMatchObject({ kind: 'tokens' });
    expect(performance.now() - stoppedMs, `free after ${at}`).toBeLessThan(10_000);
    await sleep(200);
    expect(await studio.routes['pictures:list']({}), at).toEqual(before);
    expect(before).toEqual([]);
  }
  // The caller waits for no one: however busy the machine is, most answers are at once.
  answersMs.sort((a, b) => a - b);
  expect(answersMs[1]).toBeLessThanOrEqual(100);
}, 60_000);

test('a picture that was finished before stop stays', async () => {
  const studio = await openStudio();
  const stop = new AbortController();
  const request = { ...wish, count: 8, previewShare: 0 };
  const saved: DrawEvent[] = [];
  const drawing = async () => {
    for await (const event of studio.routes['picture:draw'](request, stop.signal)) {
      if (event.kind !== 'saved') continue;
      saved.push(event);
      stop.abort();
    }
  };
  await expect(drawing()).rejects.toMatchObject({ code: 'cancelled' });
  await sleep(200);
  expect(saved).toHaveLength(1);
  expect(await studio.routes['pictures:list']({})).toHaveLength(1);
});
