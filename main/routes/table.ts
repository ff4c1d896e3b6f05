import type { Routes } from '../../preload/contract/channels.ts';
import { drawToGallery, type Bench } from '../jobs/draw-to-gallery.ts';
import { chooseModel, listModels } from '../models/library.ts';

/** Channel → function. No logic here: each line names who answers. */
export function routesOf(bench: Bench, version: string): Routes {
  const cards = async () => (await listModels(bench.models)).installed.map(({ card }) => card);
  return {
    'studio:status': async () => ({
      version,
      model: (await cards()).length === 0 ? null : (await chooseModel(bench.models)).card.id,
    }),
    'models:list': cards,
    'pictures:list': () => bench.pictures.list(),
    'picture:draw': (request, signal) => drawToGallery(request, bench, signal),
  };
}
