import type { Routes } from '../../preload/contract/channels.ts';
import { makingOf } from '../gallery/making.ts';
import type { Bench } from '../jobs/draw-to-gallery.ts';
import { patchesOf, wordsOf } from '../jobs/making.ts';
import { replayPicture } from '../jobs/replay.ts';
import { reconstruct } from '../jobs/reconstruct.ts';

/** The channels that tell how a picture was drawn. */
export function makingRoutes(
  bench: Bench,
): Pick<Routes, Extract<keyof Routes, `making:${string}`>> {
  return {
    'making:of': ({ id }) => makingOf(bench.gallery, id),
    'making:words': async ({ id }) => ({ words: await wordsOf(id, bench) }),
    'making:patches': async ({ model }) => ({ patches: await patchesOf(model, bench.models) }),
    'making:reconstruct': (request, signal) => reconstruct(request, bench, signal),
    'making:replay': (request, signal) => replayPicture(request, bench, signal),
  };
}
