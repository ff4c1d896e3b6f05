import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../native-models/make-folder.ts';
import type { ImportEvent } from '../../../preload/contract/export.ts';
import { throwIfCancelled } from '../../failure.ts';
import { announce, type Gallery } from '../gallery.ts';
import { write, type Sqlite } from '../sqlite.ts';
import {
  countsOf,
  enterHidden,
  enterHistory,
  nothingEntered,
  undo,
  type Entered,
} from './enter.ts';
import type { ArchivedPrompt } from './format.ts';
import { clearMark, moveFiles, setMark } from './unfinished.ts';
import { archived, unpack, type Unpacked } from './unpack.ts';

const progressEveryMs = 100;

/**
 * Imports an archive: all of it, or nothing. Its files are laid beside the gallery, its records
 * are entered unseen, then one transaction makes it all seen and the files move to their places.
 * Whatever ends the studio in between, the next one takes back or finishes.
 *
 * @throws {StudioFailure} `bad-request` that says why the archive is refused; `disk-full`,
 * `cancelled`. Then the gallery is as it was.
 */
export async function* importArchive(
  gallery: Gallery,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  await gallery.ready;
  const folder = path.join(gallery.paths.arrivals, randomUUID());
  await makeFolder(folder);
  let told = Number.NEGATIVE_INFINITY;
  for await (const event of steps(gallery, file, folder, signal)) {
    const done = event.kind === 'done' || event.done === event.total;
    if (!done && performance.now() - told < progressEveryMs) continue;
    told = performance.now();
    yield event.kind === 'done' ? event : { ...event, done: Math.floor(event.done) };
  }
}

async function* steps(
  gallery: Gallery,
  file: string,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  const entered = nothingEntered();
  let seen = false;
  try {
    const unpacked = yield* unpack(gallery, file, folder, signal);
    await write(gallery.sqlite, () => {
      setMark(gallery.sqlite, folder, 'entering');
    });
    yield* enterHidden(gallery, unpacked, entered, signal);
    throwIfCancelled(signal);
    const prompts = await makeSeen(gallery.sqlite, unpacked, entered);
    seen = true;
    await settle(gallery, folder, entered);
    yield { kind: 'done', imported: countsOf(entered, prompts) };
  } finally {
    if (!seen) {
      await undo(gallery, entered);
      await write(gallery.sqlite, () => {
        clearMark(gallery.sqlite);
      });
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The transaction. From here on the import has happened. */
async function makeSeen(sqlite: Sqlite, unpacked: Unpacked, entered: Entered): Promise<number> {
  const prompts: ArchivedPrompt[] = [];
  for await (const prompt of archived.prompts(unpacked.folder)) prompts.push(prompt);
  const among = 'number IN (SELECT value FROM json_each(?))';
  return write(sqlite, () => {
    const here = [...entered.added.values(), ...entered.back.values()];
    sqlite.prepare(`UPDATE pictures SET missing = 0 WHERE ${among}`).run(JSON.stringify(here));
    sqlite
      .prepare(`UPDATE pictures SET trashed_at = NULL WHERE ${among}`)
      .run(JSON.stringify(entered.untrashed));
    setMark(sqlite, unpacked.folder, 'moving');
    return enterHistory(sqlite, prompts, entered.texts);
  });
}

/** Moves the files to their places, then tells everybody. */
async function settle(gallery: Gallery, folder: string, entered: Entered): Promise<void> {
  const { sqlite, paths, arriving } = gallery;
  const ids = [...entered.added.keys(), ...entered.back.keys()];
  for (const id of ids) arriving.add(id);
  try {
    await moveFiles(paths, folder);
  } finally {
    for (const id of ids) arriving.delete(id);
  }
  await write(sqlite, () => {
    clearMark(sqlite);
  });
  await rm(folder, { recursive: true, force: true });
  await announceAll(gallery, 'added', [...entered.added.values(), ...entered.back.values()]);
  await announceAll(gallery, 'changed', entered.untrashed);
}

const announcedAtOnce = 1000;

async function announceAll(
  gallery: Gallery,
  kind: 'added' | 'changed',
  numbers: readonly number[],
): Promise<void> {
  for (let start = 0; start < numbers.length; start += announcedAtOnce) {
    announce(gallery, kind, numbers.slice(start, start + announcedAtOnce));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
