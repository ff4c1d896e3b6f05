import type { Routes } from '../../preload/contract/channels.ts';
import type { ExportRequest, NameRequest } from '../../preload/contract/export.ts';
import { StudioFailure } from '../failure.ts';
import type { Arrivals } from '../gallery/archive/arrivals.ts';
import { importArchive } from '../gallery/archive/import.ts';
import { pictureRow } from '../gallery/details.ts';
import { lookInto } from '../gallery/archive/look.ts';
import { measure } from '../gallery/export/choice.ts';
import { exportPictures } from '../gallery/export/export.ts';
import { parseTemplate } from '../gallery/export/names.ts';
import type { Results } from '../gallery/export/results.ts';
import type { Gallery } from '../gallery/gallery.ts';
import type { Desk } from '../gallery/hand-out.ts';
import { endingOf } from '../gallery/render.ts';
import type { Grants } from '../grants.ts';

type ExportRoutes = Pick<Routes, Extract<keyof Routes, `export:${string}` | `archive:${string}`>>;

/** What exporting and importing work with. */
export interface Dispatch {
  readonly gallery: Gallery;
  readonly grants: Grants;
  readonly results: Results;
  readonly arrivals: Arrivals;
  /** The host's desktop; null where there is none. */
  readonly desk: Desk | null;
}

/** The channels by which pictures leave the gallery and come back. */
export function exportRoutes(dispatch: Dispatch): ExportRoutes {
  const { gallery, grants, results, arrivals } = dispatch;
  return {
    'export:measure': ({ which }) => measure(gallery, which),
    'export:name': async (request) => Promise.resolve({ name: nameOf(gallery, request) }),
    'export:write': ({ to, ...request }: ExportRequest, signal) => {
      const folder = to === undefined ? null : grants.folderOf(to);
      return exportPictures(gallery, results, { ...request, folder }, signal);
    },
    'export:reveal': async ({ id }) => Promise.resolve(reveal(dispatch, id)),
    'archive:open': ({ bytes }) => arrivals.open(bytes),
    'archive:piece': ({ archive, offset, bytes }) => arrivals.add(archive, offset, bytes),
    'archive:look': async ({ archive }) => lookInto(gallery, await arrivals.whole(archive)),
    'archive:import': async function* ({ archive }, signal) {
      await using held = await arrivals.hold(archive);
      yield* importArchive(gallery, held.file, signal);
    },
    'archive:forget': ({ archive }) => arrivals.forget(archive),
  };
}

function nameOf(
  gallery: Gallery,
  { template, picture: id, format, scale, utcOffset }: NameRequest,
): string {
  const stemOf = parseTemplate(template);
  const { picture } = pictureRow(gallery, id);
  return stemOf({ picture, number: 1, last: 1, utcOffset }) + endingOf({ format, scale });
}

function reveal({ results, desk }: Dispatch, id: string): null {
  const place = results.pathOf(id);
  if (desk === null) {
    throw new StudioFailure(
      'not-allowed',
      'Only the desktop app can show a folder. Open it in your own file browser.',
    );
  }
  desk.show(place);
  return null;
}
