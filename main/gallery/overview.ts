import type { Sqlite } from './sqlite.ts';

/**
 * What finding looks at of every picture, in memory: 32 bytes each, kept as the database has it by
 * `announce`. A search over a hundred thousand pictures is then one pass over a few arrays, where
 * SQLite needs five times as long and holds up everything else.
 */
export interface Overview {
  /** Picture numbers, oldest first; of some the row is gone. Only the first `count` are meant. */
  order: Uint32Array;
  count: number;
  /** The columns, each by picture number. */
  createdAt: Float64Array;
  prompt: Uint32Array;
  /** 0 = none. */
  caption: Uint32Array;
  seed: Uint32Array;
  /** Place in `models`. */
  model: Uint16Array;
  /** 0 to 1; negative = none. */
  score: Float32Array;
  /** Sum of `is`. */
  flags: Uint8Array;
  readonly models: string[];
}

/** What a picture is; a number whose flags are 0 is no picture's. */
export const is = { inOrder: 1, shown: 2, favourite: 4, trashed: 8 } as const;

export function createOverview(): Overview {
  return {
    order: new Uint32Array(0),
    count: 0,
    createdAt: new Float64Array(0),
    prompt: new Uint32Array(0),
    caption: new Uint32Array(0),
    seed: new Uint32Array(0),
    model: new Uint16Array(0),
    score: new Float32Array(0),
    flags: new Uint8Array(0),
    models: [],
  };
}

const pageLength = 1000;

/** Reads every picture, a few milliseconds at a time. */
export async function readAll(overview: Overview, sqlite: Sqlite): Promise<void> {
  const page = sqlite.prepare(`${columns} WHERE number > ? ORDER BY number LIMIT ${pageLength}`);
  for (let last = 0; ;) {
    const rows = page.raw().all(last) as Row[];
    put(overview, rows);
    if (rows.length < pageLength) return;
    last = rows.at(-1)?.[0] ?? last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Reads these pictures anew, after their rows changed, came or went. */
export function renew(overview: Overview, sqlite: Sqlite, numbers: readonly number[]): void {
  for (const number of numbers) {
    const flags = overview.flags[number];
    if (flags !== undefined) overview.flags[number] = flags & is.inOrder;
  }
  const rows = sqlite
    .prepare(`${columns} WHERE number IN (SELECT value FROM json_each(?))`)
    .raw()
    .all(JSON.stringify(numbers)) as Row[];
  put(overview, rows);
}

const columns = `SELECT number, created_at, prompt, ifnull(caption, 0), seed, pictures.model,
  ifnull(value, -1),
  ${is.shown} * (missing = 0) + ${is.favourite} * favourite + ${is.trashed} * (trashed_at IS NOT NULL)
  FROM pictures LEFT JOIN scores ON picture = number`;

type Row = [
  number: number,
  createdAt: number,
  prompt: number,
  caption: number,
  seed: number,
  model: string,
  score: number,
  flags: number,
];

function put(overview: Overview, rows: readonly Row[]): void {
  makeRoom(overview, rows.reduce((most, [number]) => Math.max(most, number), 0) + 1);
  const arrived: number[] = [];
  for (const [number, createdAt, prompt, caption, seed, model, score, flags] of rows) {
    if (((overview.flags[number] ?? 0) & is.inOrder) === 0) arrived.push(number);
    overview.createdAt[number] = createdAt;
    overview.prompt[number] = prompt;
    overview.caption[number] = caption;
    overview.seed[number] = seed;
    overview.model[number] = placeOf(model, overview.models);
    overview.score[number] = score;
    overview.flags[number] = flags | is.inOrder;
  }
  order(overview, arrived);
}

function makeRoom(overview: Overview, length: number): void {
  if (overview.flags.length >= length) return;
  const room = Math.max(length, 2 * overview.flags.length, 1024);
  overview.createdAt = grown(new Float64Array(room), overview.createdAt);
  overview.prompt = grown(new Uint32Array(room), overview.prompt);
  overview.caption = grown(new Uint32Array(room), overview.caption);
  overview.seed = grown(new Uint32Array(room), overview.seed);
  overview.model = grown(new Uint16Array(room), overview.model);
  overview.score = grown(new Float32Array(room), overview.score);
  overview.flags = grown(new Uint8Array(room), overview.flags);
  overview.order = grown(new Uint32Array(room), overview.order);
}

function grown<Column extends { set(from: Column): void }>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}

function placeOf(model: string, models: string[]): number {
  const place = models.indexOf(model);
  return place >= 0 ? place : models.push(model) - 1;
}

/** Merges pictures into the order of time; pictures of one moment by number. */
function order(overview: Overview, arrived: number[]): void {
  const { order, createdAt } = overview;
  const later = (a: number, b: number) => (createdAt[a] ?? 0) - (createdAt[b] ?? 0) || a - b;
  arrived.sort(later);
  let from = overview.count - 1;
  overview.count += arrived.length;
  let to = overview.count - 1;
  for (let next = arrived.pop(); next !== undefined; to--) {
    const last = from >= 0 ? order[from] : undefined;
    if (last !== undefined && later(last, next) > 0) {
      order[to] = last;
      from--;
    } else {
      order[to] = next;
      next = arrived.pop();
    }
  }
}
