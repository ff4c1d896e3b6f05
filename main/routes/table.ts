import type { Routes } from '../../preload/contract/channels.ts';
import { drawToGallery, type Bench } from '../jobs/draw-to-gallery.ts';
import { listModels } from '../models/library.ts';

/** Channel → function. No logic here: each line names who answers. */
export function routesOf(bench: Bench, version: string): Routes {
  const cards = async () => (await listModels(bench.models)).installed.map(({ card }) => card);
  return {
    'studio:status': async () => ({ version, model: (await cards())[0]?.id ?? null }),
    'models:list': cards,
    'pictures:list': () => bench.pictures.list(),
    'picture:draw': (request, signal) => drawToGallery(request, bench, signal),
  };
}
