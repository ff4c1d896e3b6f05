import { existsSync } from 'node:fs';
import { StudioFailure } from '../failure.ts';
import type { Paths } from '../paths.ts';
import type { Gallery } from './gallery.ts';
import { createLikeness } from './likeness.ts';
import { migrations } from './migrations/index.ts';
import { createNews } from './news.ts';
import { createOverview, readAll } from './overview.ts';
import { openSqlite } from './sqlite.ts';

/** A gallery that another process owns, open to be read. */
export interface ReadGallery extends Disposable {
  readonly gallery: Gallery;
}

/**
 * Opens the gallery of a data folder beside its owner. What would change it fails.
 *
 * @throws {StudioFailure} `busy` when the owner is another version of the studio.
 */
export async function readGallery(
  paths: Paths,
  workshop: Gallery['workshop'],
): Promise<ReadGallery> {
  if (!existsSync(paths.database)) {
    throw new StudioFailure('busy', 'The studio that has this data folder is still opening it.');
  }
  const sqlite = await openSqlite(paths.database);
  sqlite.pragma('query_only = ON');
  sqlite.pragma('busy_timeout = 1000');
  if (sqlite.pragma('user_version', { simple: true }) !== migrations.length) {
    sqlite.close();
    throw new StudioFailure(
      'busy',
      'Another version of the studio has this data folder. Close it there, then try again.',
    );
  }
  const overview = createOverview();
  const ready = readAll(overview, sqlite);
  return {
    gallery: {
      sqlite,
      paths,
      workshop,
      news: createNews(),
      overview,
      likeness: createLikeness(),
      ready,
      arriving: new Set(),
    },
    [Symbol.dispose]() {
      sqlite.close();
    },
  };
}
