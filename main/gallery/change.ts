import type { Changed, PictureChange } from '../../preload/contract/gallery.ts';
import { announce, type Gallery } from './gallery.ts';
import { fold } from './search.ts';
import { write, type Sqlite } from './sqlite.ts';

/** Pictures changed in one transaction. */
const atOnce = 1000;

/** Changes many pictures. @returns Those that were different before. */
export async function changePictures(gallery: Gallery, change: PictureChange): Promise<Changed> {
  const changed: number[] = [];
  for (const numbers of slices([...new Set(change.numbers)])) {
    const some = await write(gallery.sqlite, () => changeSome(gallery.sqlite, numbers, change));
    announce(gallery, 'changed', some);
    changed.push(...some);
    await breath();
  }
  return { numbers: changed };
}

function changeSome(sqlite: Sqlite, numbers: readonly number[], change: PictureChange): number[] {
  const changed = new Set<number>();
  const run = (sql: string, ...values: (string | number | null)[]) => {
    const touched = sqlite
      .prepare(sql)
      .pluck()
      .all(...values) as number[];
    for (const number of touched) changed.add(number);
  };
  const list = JSON.stringify(numbers);
  const among = 'number IN (SELECT value FROM json_each(?))';
  if (change.favourite !== undefined) {
    const favourite = Number(change.favourite);
    run(
      `UPDATE pictures SET favourite = ? WHERE favourite <> ? AND ${among} RETURNING number`,
      favourite,
      favourite,
      list,
    );
  }
  if (change.trashed !== undefined) {
    run(
      `UPDATE pictures SET trashed_at = ? WHERE (trashed_at IS NULL) = ? AND ${among}
       RETURNING number`,
      change.trashed ? Date.now() : null,
      Number(change.trashed),
      list,
    );
  }
  for (const tag of change.addTags ?? []) {
    run(
      `INSERT INTO picture_tags (picture, tag) SELECT number, ? FROM pictures WHERE ${among}
       ON CONFLICT DO NOTHING RETURNING picture`,
      numberOfTag(sqlite, tag),
      list,
    );
  }
  for (const tag of change.removeTags ?? []) {
    run(
      `DELETE FROM picture_tags WHERE tag = (SELECT number FROM tags WHERE folded = ?)
       AND picture IN (SELECT value FROM json_each(?)) RETURNING picture`,
      fold(tag),
      list,
    );
  }
  if (change.removeTags !== undefined) dropUnusedTags(sqlite);
  return [...changed];
}

/** The number of a tag, given to it when it is new. Part of a transaction. */
export function numberOfTag(sqlite: Sqlite, tag: string): number {
  const folded = fold(tag);
  sqlite
    .prepare('INSERT INTO tags (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(tag, folded);
  return sqlite.prepare('SELECT number FROM tags WHERE folded = ?').pluck().get(folded) as number;
}

export function dropUnusedTags(sqlite: Sqlite): void {
  sqlite.exec(
    `DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM picture_tags WHERE tag = tags.number)`,
  );
}

/** As many numbers as one transaction takes. */
export function* slices(numbers: readonly number[]): Generator<readonly number[], void> {
  for (let start = 0; start < numbers.length; start += atOnce) {
    yield numbers.slice(start, start + atOnce);
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
