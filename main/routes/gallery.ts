import type { Routes } from '../../preload/contract/channels.ts';
import { changePictures } from '../gallery/change.ts';
import { detailsOf } from '../gallery/details.ts';
import { facetsOf, findPictures } from '../gallery/find.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { dragPictures, showPicture, type Desk } from '../gallery/hand-out.ts';
import { importImage } from '../gallery/import.ts';
import { forgetPrompt, listPrompts } from '../gallery/prompts.ts';
import { purge } from '../gallery/purge.ts';
import { recall } from '../gallery/recall.ts';
import { renderPicture } from '../gallery/render.ts';
import { rescan } from '../gallery/rescan.ts';
import { rowsOf } from '../gallery/rows.ts';

type GalleryRoutes = Pick<
  Routes,
  Extract<keyof Routes, `gallery:${string}` | `prompts:${string}` | `picture:${string}`>
>;

/**
 * The channels that the gallery answers.
 * @param desk The host's desktop; null where there is none.
 */
export function galleryRoutes(
  gallery: Gallery,
  desk: Desk | null = null,
): Omit<GalleryRoutes, 'picture:draw'> {
  return {
    'gallery:find': (query) => findPictures(gallery, query),
    'gallery:facets': (query) => facetsOf(gallery, query),
    'gallery:pictures': answer(({ numbers }) =>
      rowsOf(gallery.sqlite, numbers).map(({ picture }) => picture),
    ),
    'gallery:details': answer(({ id }) => detailsOf(gallery, id)),
    'gallery:change': (change) => changePictures(gallery, change),
    'gallery:purge': (request) => purge(gallery, request),
    'gallery:rescan': () => rescan(gallery),
    'gallery:watch': (_, signal) => gallery.news.listen(signal),
    'gallery:import': ({ bytes }) => importImage(gallery, bytes),
    'picture:recall': ({ bytes }) => recall(gallery, bytes),
    'picture:render': (wish) => renderPicture(gallery, wish),
    'picture:drag': ({ numbers }) => dragPictures(gallery, numbers, desk),
    'picture:show': ({ id }) => showPicture(gallery, id, desk),
    'prompts:list': answer((query) => listPrompts(gallery, query)),
    'prompts:forget': ({ number }) => forgetPrompt(gallery, number),
  };
}

/** Of a function that answers at once or throws. */
function answer<Request, Answer>(
  verb: (request: Request) => Answer,
): (request: Request) => Promise<Answer> {
  return (request) =>
    new Promise((resolve) => {
      resolve(verb(request));
    });
}
