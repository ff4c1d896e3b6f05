import type { Routes, StudioStatus } from '../../preload/contract/channels.ts';
import type { Grants } from '../grants.ts';
import { drawToGallery, type Bench } from '../jobs/draw-to-gallery.ts';
import { chooseModel, listModels } from '../models/library.ts';
import { galleryRoutes } from './gallery.ts';

/** Channel → function. No logic here: each line names who answers. */
export function routesOf(bench: Bench, grants: Grants, about: Omit<StudioStatus, 'model'>): Routes {
  const cards = async () => (await listModels(bench.models)).installed.map(({ card }) => card);
  return {
    'studio:status': async () => ({
      ...about,
      model: (await cards()).length === 0 ? null : (await chooseModel(bench.models)).card.id,
    }),
    'models:list': cards,
    ...galleryRoutes(bench.gallery),
    'grant:folder': (request) => grants.grantFolder(request),
    'picture:draw': (request, signal) => drawToGallery(request, bench, signal),
  };
}
