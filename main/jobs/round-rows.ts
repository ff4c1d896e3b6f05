import { slices } from '../gallery/change.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';

/** What rounds there are: one of each goes on at most. */
export type RoundKind = 'captions' | 'scores';

/** A picture that is still to be done, and how. */
interface KeptTask {
  readonly number: number;
  /** As it was given to be kept; anything, when another version kept it. */
  readonly wish: unknown;
}

const droppedAtOnce = 1000;

/** What was left to do, in its order. */
export function readTasks(sqlite: Sqlite, kind: RoundKind): readonly KeptTask[] {
  const wishes = sqlite.prepare('SELECT number, wish FROM round_wishes WHERE kind = ?').raw();
  const known = new Map(
    (wishes.all(kind) as [number, string][]).map(([number, wish]) => [number, parseJson(wish)]),
  );
  const pictures = sqlite
    .prepare('SELECT picture, wish FROM round_pictures WHERE kind = ? ORDER BY place')
    .raw()
    .all(kind) as [number, number][];
  return pictures.map(([number, wish]) => ({ number, wish: known.get(wish) }));
}

/** Keeps that these are to be done, after those that wait; what one was to be done to is replaced. */
export async function keepTasks(
  sqlite: Sqlite,
  kind: RoundKind,
  numbers: readonly number[],
  wish: unknown,
): Promise<void> {
  const { lastInsertRowid } = await write(sqlite, () =>
    sqlite
      .prepare('INSERT INTO round_wishes (kind, wish) VALUES (?, ?)')
      .run(kind, JSON.stringify(wish)),
  );
  for (const some of slices(numbers)) {
    await write(sqlite, () =>
      sqlite
        .prepare(
          `INSERT OR REPLACE INTO round_pictures (kind, picture, wish)
           SELECT ?, value, ? FROM json_each(?) ORDER BY key`,
        )
        .run(kind, lastInsertRowid, JSON.stringify(some)),
    );
    await breath();
  }
}

/** It is done. */
export async function dropTask(sqlite: Sqlite, kind: RoundKind, number: number): Promise<void> {
  const one = sqlite.prepare('DELETE FROM round_pictures WHERE kind = ? AND picture = ?');
  await write(sqlite, () => one.run(kind, number));
}

/** Nobody wants what is left. */
export async function dropTasks(sqlite: Sqlite, kind: RoundKind): Promise<void> {
  const some = sqlite.prepare(
    `DELETE FROM round_pictures WHERE place IN
     (SELECT place FROM round_pictures WHERE kind = ? LIMIT ${droppedAtOnce})`,
  );
  while ((await write(sqlite, () => some.run(kind))).changes > 0) await breath();
  await write(sqlite, () => sqlite.prepare('DELETE FROM round_wishes WHERE kind = ?').run(kind));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema refuses it.
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
