import type { Facets, PictureIndex, PictureQuery } from '../../preload/contract/gallery.ts';
import type { Gallery } from './gallery.ts';
import { fold, matchOf, wordsOf } from './search.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Finds pictures: their numbers in order, and the days these fall on. */
export function findPictures({ sqlite }: Gallery, query: PictureQuery): PictureIndex {
  const { sql, values } = conditionOf(query);
  const direction = query.order === 'newest' ? 'DESC' : 'ASC';
  const offset = query.utcOffset * 60_000;
  const found = sqlite
    .prepare(
      `SELECT number, (created_at + ${offset}) / ${dayMs} FROM pictures WHERE ${sql}
       ORDER BY created_at ${direction}, number ${direction}`,
    )
    .raw()
    .all(...values) as [number: number, day: number][];
  const numbers = new Uint32Array(found.length);
  const days: { day: string; count: number }[] = [];
  let last = Number.NaN;
  found.forEach(([number, day], at) => {
    numbers[at] = number;
    if (day !== last) days.push({ day: isoDay(day), count: 0 });
    last = day;
    const run = days.at(-1);
    if (run !== undefined) run.count += 1;
  });
  return { numbers: new Uint8Array(numbers.buffer), total: found.length, days };
}

/** What the query's pictures could be narrowed to. */
export function facetsOf({ sqlite }: Gallery, query: PictureQuery): Facets {
  const { sql, values } = conditionOf(query);
  const models = sqlite
    .prepare(
      `SELECT model, count(*) AS count FROM pictures WHERE ${sql} GROUP BY model
       ORDER BY count DESC, model`,
    )
    .all(...values) as { model: string; count: number }[];
  const tags = sqlite
    .prepare(
      `SELECT name AS tag, count(*) AS count FROM picture_tags JOIN tags ON tags.number = tag
       WHERE picture IN (SELECT number FROM pictures WHERE ${sql}) GROUP BY tag
       ORDER BY count DESC, folded LIMIT 500`,
    )
    .all(...values) as { tag: string; count: number }[];
  const countOf = (shelf: PictureQuery['shelf']) => {
    const on = conditionOf({ ...query, shelf });
    const count = sqlite.prepare(`SELECT count(*) FROM pictures WHERE ${on.sql}`).pluck();
    return count.get(...on.values) as number;
  };
  return {
    models,
    tags,
    shelves: { all: countOf('all'), favourites: countOf('favourites'), trash: countOf('trash') },
  };
}

const shelves = {
  all: 'trashed_at IS NULL AND missing = 0',
  favourites: 'favourite = 1 AND trashed_at IS NULL AND missing = 0',
  trash: 'trashed_at IS NOT NULL AND missing = 0',
} as const;

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** What a picture's row must be for the query to find it. */
function conditionOf(query: PictureQuery): Condition {
  const parts: Condition[] = [{ sql: shelves[query.shelf], values: [] }];
  const need = (sql: string, ...values: (string | number)[]) => parts.push({ sql, values });
  if (query.model !== undefined) need('model = ?', query.model);
  if (query.seed !== undefined) need('seed = ?', query.seed);
  if (query.prompt !== undefined) need('prompt = ?', query.prompt);
  if (query.from !== undefined) need('created_at >= ?', startOf(query.from, query));
  if (query.to !== undefined) need('created_at < ?', startOf(query.to, query) + dayMs);
  for (const tag of query.tags) need(hasTag, fold(tag));
  for (const word of wordsOf(query.text)) parts.push(saysWord(word));
  return {
    sql: parts.map((part) => part.sql).join(' AND '),
    values: parts.flatMap((part) => part.values),
  };
}

const hasTag = `number IN (SELECT picture FROM picture_tags
  WHERE tag = (SELECT number FROM tags WHERE folded = ?))`;

/** The word is in the prompt, the caption or a tag. */
function saysWord(word: string): Condition {
  const { index, query } = matchOf(word);
  const hits = `SELECT rowid FROM ${index} WHERE ${index} MATCH ?`;
  return {
    sql: `(prompt IN (${hits})
      OR number IN (SELECT number FROM pictures WHERE caption IN (${hits}))
      OR number IN (SELECT picture FROM picture_tags JOIN tags ON tags.number = tag
        WHERE instr(folded, ?) > 0))`,
    values: [query, query, word],
  };
}

function startOf(day: string, { utcOffset }: PictureQuery): number {
  return Date.parse(`${day}T00:00:00Z`) - utcOffset * 60_000;
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
