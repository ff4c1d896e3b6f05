import { stat } from 'node:fs/promises';
import { announce, type Gallery } from './gallery.ts';
import { readPictureFile } from './picture-file.ts';
import { findPicture, listPictures, pictureFile } from './picture-files.ts';
import { enter, type PictureOnDisk } from './rows.ts';
import { write, type Sqlite } from './sqlite.ts';

const readAtOnce = 16;
const sliceMs = 10;

/** How many pictures taking in changed. */
export interface TakenIn {
  /** New, or back. */
  found: number;
  /** Hidden, for their files are gone. */
  lost: number;
}

/**
 * Makes the rows fit the files: files without a row are entered from what they say of themselves;
 * rows without a file are hidden until it is back. Never holds anything up for long.
 */
export async function takeIn(gallery: Gallery, signal: AbortSignal): Promise<TakenIn> {
  const there = new Set<string>();
  const taken: TakenIn = { found: 0, lost: 0 };
  for await (const ids of listPictures(gallery.paths.pictures)) {
    if (signal.aborted) return taken;
    for (const id of ids) there.add(id);
    const unknown = idsWithoutRow(gallery.sqlite, ids).filter((id) => !gallery.arriving.has(id));
    taken.found += await takeInFiles(gallery, unknown, signal);
  }
  await markMissing(gallery, there, taken, signal);
  return taken;
}

function idsWithoutRow(sqlite: Sqlite, ids: readonly string[]): string[] {
  return sqlite
    .prepare('SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM pictures)')
    .pluck()
    .all(JSON.stringify(ids)) as string[];
}

/** Enters files that are there. @returns How many had no row before. */
export async function takeInFiles(
  gallery: Gallery,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let found = 0;
  for (let start = 0; start < ids.length; start += readAtOnce) {
    if (signal.aborted) break;
    const some = ids.slice(start, start + readAtOnce);
    const read = await Promise.all(some.map((id) => readOnDisk(gallery.paths.pictures, id)));
    const pictures = read.filter((picture) => picture !== null);
    found += await enterSome(gallery, pictures);
  }
  return found;
}

/** @returns null for what is not a picture of ours, or is going just now. */
async function readOnDisk(folder: string, id: string): Promise<PictureOnDisk | null> {
  const file = pictureFile(folder, id);
  try {
    const record = await readPictureFile(file);
    return record && { id, ...record, fileBytes: (await stat(file)).size, trail: null };
  } catch {
    return null;
  }
}

/** Enters pictures in transactions that end in time. @returns How many were not there before. */
async function enterSome(gallery: Gallery, pictures: readonly PictureOnDisk[]): Promise<number> {
  let left = pictures;
  let found = 0;
  while (left.length > 0) {
    const numbers = await write(gallery.sqlite, () => {
      const entered: (number | null)[] = [];
      const until = performance.now() + sliceMs;
      for (const picture of left) {
        entered.push(enter(gallery.sqlite, picture));
        if (performance.now() > until) break;
      }
      return entered;
    });
    left = left.slice(numbers.length);
    const added = numbers.filter((number) => number !== null);
    announce(gallery, 'added', added);
    found += added.length;
  }
  return found;
}

async function markMissing(
  gallery: Gallery,
  there: ReadonlySet<string>,
  taken: TakenIn,
  signal: AbortSignal,
): Promise<void> {
  const page = gallery.sqlite.prepare(
    'SELECT number, id, missing FROM pictures WHERE number > ? ORDER BY number LIMIT 500',
  );
  for (let last = 0; ;) {
    if (signal.aborted) return;
    const rows = page.all(last) as Marked[];
    if (rows.length === 0) return;
    last = rows.at(-1)?.number ?? last;
    const back = rows.filter(({ id, missing }) => missing === 1 && there.has(id));
    await mark(gallery, 0, back);
    taken.found += back.length;
    const gone: Marked[] = [];
    for (const row of rows.filter(({ id, missing }) => missing === 0 && !there.has(id))) {
      // It may have come since the folder was read, or be on its way.
      if (gallery.arriving.has(row.id)) continue;
      if ((await findPicture(gallery.paths.pictures, row.id)) === null) gone.push(row);
    }
    await mark(gallery, 1, gone);
    taken.lost += gone.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Marked {
  readonly number: number;
  readonly id: string;
  readonly missing: number;
}

async function mark(gallery: Gallery, missing: 0 | 1, rows: readonly Marked[]): Promise<void> {
  if (rows.length === 0) return;
  const numbers = rows.map(({ number }) => number);
  await write(gallery.sqlite, () =>
    gallery.sqlite
      .prepare('UPDATE pictures SET missing = ? WHERE number IN (SELECT value FROM json_each(?))')
      .run(missing, JSON.stringify(numbers)),
  );
  announce(gallery, missing === 1 ? 'removed' : 'added', numbers);
}
