import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import type { Changed, PurgeRequest } from '../../preload/contract/gallery.ts';
import { dropUnusedTags, slices } from './change.ts';
import { announce, type Gallery } from './gallery.ts';
import { pictureFile } from './picture-files.ts';
import { write, type Sqlite } from './sqlite.ts';
import { dropUnused } from './texts.ts';
import { thumbnailFile } from './thumbnails.ts';

/** Deletes pictures of the trash for good. @returns Those that were. */
export async function purge(
  gallery: Gallery,
  request: z.output<typeof PurgeRequest>,
): Promise<Changed> {
  const { sqlite } = gallery;
  const wanted = 'numbers' in request ? [...new Set(request.numbers)] : inTrash(sqlite);
  const gone: number[] = [];
  for (const numbers of slices(wanted)) {
    const doomed = doomedOf(sqlite, 'number', JSON.stringify(numbers));
    if (doomed.length === 0) continue;
    const mark = `${markPrefix}${randomUUID()}`;
    const ids = JSON.stringify(doomed.map(({ id }) => id));
    await write(sqlite, () =>
      sqlite.prepare('INSERT INTO marks (name, value) VALUES (?, ?)').run(mark, ids),
    );
    gone.push(...(await removeAll(gallery, doomed, mark)));
  }
  return { numbers: gone };
}

/** Before files are removed, their ids are kept under such a name. */
const markPrefix = 'purging ';

/** Goes on with what a crash interrupted: its pictures are half gone, and meant to be. */
export async function finishPurges(gallery: Gallery): Promise<void> {
  const { sqlite } = gallery;
  const marks = sqlite
    .prepare('SELECT name, value FROM marks WHERE name GLOB ?')
    .all(`${markPrefix}*`) as { readonly name: string; readonly value: string }[];
  for (const { name, value } of marks) {
    await removeAll(gallery, doomedOf(sqlite, 'id', value), name);
  }
}

/** Files first, then rows, with the mark: what is left after a crash is still marked. */
async function removeAll(
  gallery: Gallery,
  doomed: readonly Doomed[],
  mark: string,
): Promise<readonly number[]> {
  for (const { id } of doomed) await removeFiles(gallery, id);
  await write(gallery.sqlite, () => {
    removeRows(gallery.sqlite, doomed);
    gallery.sqlite.prepare('DELETE FROM marks WHERE name = ?').run(mark);
  });
  const numbers = doomed.map(({ number }) => number);
  announce(gallery, 'removed', numbers);
  return numbers;
}

/** A picture that is going for good. */
export interface Doomed {
  readonly number: number;
  readonly id: string;
  readonly prompt: number;
  readonly caption: number | null;
}

function inTrash(sqlite: Sqlite): number[] {
  return sqlite
    .prepare('SELECT number FROM pictures WHERE trashed_at IS NOT NULL')
    .pluck()
    .all() as number[];
}

/** Those of the trash. @param list JSON array of what is in the column. */
function doomedOf(sqlite: Sqlite, column: 'number' | 'id', list: string): Doomed[] {
  return sqlite
    .prepare(
      `SELECT number, id, prompt, caption FROM pictures
       WHERE ${column} IN (SELECT value FROM json_each(?)) AND trashed_at IS NOT NULL`,
    )
    .all(list) as Doomed[];
}

async function removeFiles({ paths }: Gallery, id: string): Promise<void> {
  await rm(pictureFile(paths.pictures, id), { force: true });
  await rm(thumbnailFile(paths.thumbnails, id), { force: true });
}

/** Takes pictures' rows away, and what only they had. Part of a transaction. */
export function removeRows(sqlite: Sqlite, doomed: readonly Doomed[]): void {
  const remove = sqlite.prepare('DELETE FROM pictures WHERE number = ?');
  for (const { number, prompt, caption } of doomed) {
    remove.run(number);
    dropUnused(sqlite, prompt);
    if (caption !== null) dropUnused(sqlite, caption);
  }
  dropUnusedTags(sqlite);
}
