import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../native-models/make-folder.ts';
import type { Paths } from '../../paths.ts';
import { removeRows } from '../purge.ts';
import { syncFolder } from '../picture-files.ts';
import { write, type Sqlite } from '../sqlite.ts';
import { hiddenRows } from './enter.ts';

/** How far an import is, so that the next studio can take it back or finish it. */
const Mark = z.object({
  folder: z.string(),
  /** `entering`: nobody sees it yet. `moving`: it has happened; its files are on their way. */
  state: z.enum(['entering', 'moving']),
  /** Rows of an import have larger numbers. */
  after: z.int(),
});

/** Part of a transaction. */
export function setMark(sqlite: Sqlite, folder: string, state: 'entering' | 'moving'): void {
  const after = sqlite.prepare('SELECT coalesce(max(number), 0) FROM pictures').pluck().get();
  const mark = JSON.stringify({ folder: path.basename(folder), state, after });
  sqlite
    .prepare(
      `INSERT INTO marks (name, value) VALUES ('import', ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
    .run(mark);
}

/** Part of a transaction. */
export function clearMark(sqlite: Sqlite): void {
  sqlite.prepare(`DELETE FROM marks WHERE name = 'import'`).run();
}

type Places = Pick<Paths, 'pictures' | 'thumbnails' | 'arrivals'>;

/** Takes back or finishes what an earlier studio was importing when it ended. */
export async function finishImport(sqlite: Sqlite, places: Places): Promise<void> {
  const json = sqlite.prepare(`SELECT value FROM marks WHERE name = 'import'`).pluck().get();
  const { data: mark } = Mark.safeParse(typeof json === 'string' ? JSON.parse(json) : null);
  if (mark !== undefined) {
    const folder = path.join(places.arrivals, path.basename(mark.folder));
    if (mark.state === 'moving') await moveFiles(places, folder);
    else await takeBack(sqlite, folder, mark.after);
    await write(sqlite, () => {
      clearMark(sqlite);
    });
  }
  await rm(places.arrivals, { recursive: true, force: true });
}

async function takeBack(sqlite: Sqlite, folder: string, after: number): Promise<void> {
  const files = await readdir(path.join(folder, 'pictures')).catch(() => []);
  const ids = files.map((file) => path.parse(file).name);
  await write(sqlite, () => {
    const numbers = sqlite
      .prepare(
        `SELECT number FROM pictures WHERE number > ? AND id IN (SELECT value FROM json_each(?))`,
      )
      .pluck()
      .all(after, JSON.stringify(ids)) as number[];
    removeRows(sqlite, hiddenRows(sqlite, numbers));
  });
}

/** Moves what lies ready to where the gallery has it. What has been moved before is not there. */
export async function moveFiles(places: Places, folder: string): Promise<void> {
  for (const part of ['pictures', 'thumbnails'] as const) {
    await makeFolder(places[part]);
    const files = await readdir(path.join(folder, part)).catch(() => []);
    for (const file of files) {
      await rename(path.join(folder, part, file), path.join(places[part], file));
    }
    await syncFolder(places[part]);
  }
}
