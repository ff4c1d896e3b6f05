import { watch, type FSWatcher } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../native-models/make-folder.ts';
import { toFailure } from '../failure.ts';
import type { Paths } from '../paths.ts';
import { finishImport } from './archive/unfinished.ts';
import { backUp, needsBackup } from './backups.ts';
import { openDatabase, type Database, type Opening } from './database.ts';
import type { Gallery } from './gallery.ts';
import { sweepOutgoing } from './hand-out.ts';
import { createLikeness } from './likeness.ts';
import { createNews } from './news.ts';
import { createOverview, readAll } from './overview.ts';
import { sweepUnfinished } from './picture-files.ts';
import { finishPurges } from './purge.ts';
import { takeIn } from './take-in.ts';

/** A gallery that is open, with its database, which the queue and the conversations share. */
export interface OpenGallery extends AsyncDisposable {
  readonly gallery: Gallery;
  readonly database: Database;
  /** Resolves when every file that was there at the opening has its row. */
  readonly tookIn: Promise<void>;
}

/** How long the folder is left to settle before it is looked through. */
const settleMs = 500;

/**
 * Opens the gallery of a data folder that this process owns. Files without rows are taken in
 * behind the caller's back, and so are those that other processes add later.
 *
 * @throws {StudioFailure} When the database is a newer studio's.
 */
export async function openGallery(
  paths: Paths,
  workshop: Gallery['workshop'],
  log: (line: string) => void = () => undefined,
  opening: Opening = {},
): Promise<OpenGallery> {
  const database = await openDatabase(paths, opening);
  const { sqlite } = database;
  // Its mark stays, so that the next opening tries again.
  await finishImport(sqlite, paths).catch((thrown: unknown) => {
    log(toFailure(thrown).message);
  });
  const overview = createOverview();
  const ready = readAll(overview, sqlite);
  const news = createNews();
  const gallery: Gallery = {
    sqlite,
    paths,
    workshop,
    news,
    overview,
    likeness: createLikeness(),
    ready,
    arriving: new Set(),
  };
  const closing = new AbortController();
  const tell = (thrown: unknown) => {
    if (!closing.signal.aborted) log(toFailure(thrown).message);
  };
  const tookIn = prepare(gallery, paths, closing.signal).catch(tell);
  const watching = tookIn.then(() => keepTakingIn(gallery, closing.signal, tell));
  return {
    gallery,
    database,
    tookIn,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await watching;
      database[Symbol.dispose]();
    },
  };
}

async function prepare(gallery: Gallery, paths: Paths, signal: AbortSignal): Promise<void> {
  await gallery.ready;
  await sweepOutgoing(paths);
  await finishPurges(gallery);
  for (const folder of [paths.pictures, paths.thumbnails]) await sweepUnfinished(folder);
  await takeIn(gallery, signal);
  if (!signal.aborted && (await needsBackup(paths))) await backUp(gallery.sqlite, paths);
}

/** Takes in what other processes add, such as `studio draw` in a terminal, until the signal. */
async function keepTakingIn(
  gallery: Gallery,
  signal: AbortSignal,
  tell: (thrown: unknown) => void,
): Promise<void> {
  await makeFolder(gallery.paths.pictures);
  let stir: () => void = () => undefined;
  const watcher = watchFolder(gallery.paths.pictures, () => {
    stir();
  });
  signal.addEventListener('abort', () => {
    stir();
  });
  for (;;) {
    await new Promise<void>((resolve) => {
      stir = resolve;
      if (signal.aborted) resolve();
    });
    if (signal.aborted) break;
    await sleep(settleMs, undefined, { signal }).catch(() => undefined);
    await takeIn(gallery, signal).catch(tell);
  }
  watcher?.close();
}

/** Not every file system can be watched: then new files are seen at the next opening. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, onChange).on('error', () => undefined);
  } catch {
    return null;
  }
}
