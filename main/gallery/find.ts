import type { Facets, PictureIndex, PictureQuery } from '../../preload/contract/gallery.ts';
import type { Gallery } from './gallery.ts';
import { byLikeness } from './similar.ts';
import { is, type Overview } from './overview.ts';
import { ranked } from './ranked.ts';
import { fold, matchOf, wordsOf } from './search.ts';
import type { Sqlite } from './sqlite.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Finds pictures: their numbers in order, and the days these fall on where the order is of time. */
export async function findPictures(gallery: Gallery, query: PictureQuery): Promise<PictureIndex> {
  await gallery.ready;
  const { overview } = gallery;
  const found = new Uint32Array(overview.count);
  const days: { day: string; count: number }[] = [];
  let total = 0;
  let today = Number.NaN;
  let ofToday = 0;
  const onShelf = shelfOf(query.shelf);
  for (const number of matching(gallery, query)) {
    if (!onShelf(overview.flags[number] ?? 0)) continue;
    const day = Math.floor(((overview.createdAt[number] ?? 0) + offsetOf(query)) / dayMs);
    if (day !== today && total > 0) days.push({ day: isoDay(today), count: ofToday });
    ofToday = day === today ? ofToday + 1 : 1;
    today = day;
    found[total++] = number;
  }
  if (total > 0) days.push({ day: isoDay(today), count: ofToday });
  const numbers = found.slice(0, total);
  if (query.similarTo === undefined && query.order !== 'best')
    return { numbers: new Uint8Array(numbers.buffer), total, days };
  const inOrder =
    query.similarTo === undefined
      ? byScore(overview, numbers)
      : await byLikeness(gallery, query.similarTo, numbers);
  return { numbers: new Uint8Array(inOrder.slice().buffer), total: inOrder.length, days: [] };
}

/** A millionth. */
const apartShare = 2 ** 20;

/** The best first, to a millionth; those without a score last. Pictures of one score stay in order. */
function byScore({ score }: Overview, numbers: Uint32Array): Uint32Array {
  const rank = (number: number) => {
    const value = score[number] ?? -1;
    return value < 0 ? 2 * apartShare : Math.round((1 - value) * apartShare);
  };
  const places = Uint32Array.from(numbers.keys());
  return ranked(numbers.map(rank), places).map((place) => numbers[place] ?? 0);
}

/** What the query's pictures could be narrowed to. */
export async function facetsOf(gallery: Gallery, query: PictureQuery): Promise<Facets> {
  await gallery.ready;
  const { overview, sqlite } = gallery;
  const shelves = { all: 0, favourites: 0, trash: 0 };
  const models = new Map<number, number>();
  const shown = new Uint8Array(overview.flags.length);
  let scored = 0;
  const onShelf = shelfOf(query.shelf);
  for (const number of matching(gallery, query)) {
    const flags = overview.flags[number] ?? 0;
    for (const shelf of ['all', 'favourites', 'trash'] as const) {
      if (shelfOf(shelf)(flags)) shelves[shelf] += 1;
    }
    if (!onShelf(flags)) continue;
    shown[number] = 1;
    if ((overview.score[number] ?? -1) >= 0) scored += 1;
    const model = overview.model[number] ?? 0;
    models.set(model, (models.get(model) ?? 0) + 1);
  }
  return {
    shelves,
    models: [...models]
      .map(([model, count]) => ({ model: overview.models[model] ?? '', count }))
      .sort((a, b) => b.count - a.count || (a.model < b.model ? -1 : 1)),
    tags: tagsOf(sqlite, shown),
    scored,
  };
}

function shelfOf(shelf: PictureQuery['shelf']): (flags: number) => boolean {
  const asked = is.shown | is.trashed | (shelf === 'favourites' ? is.favourite : 0);
  const wanted = {
    all: is.shown,
    favourites: is.shown | is.favourite,
    trash: is.shown | is.trashed,
  }[shelf];
  return (flags) => (flags & asked) === wanted;
}

/** The pictures that answer everything but the shelf, in the query's order. */
function* matching(gallery: Gallery, query: PictureQuery): Generator<number, void> {
  const { order, count } = gallery.overview;
  const tests = testsOf(gallery, query);
  for (let at = 0; at < count; at++) {
    const number = order[query.order === 'oldest' ? at : count - 1 - at] ?? 0;
    if (tests.every((test) => test(number))) yield number;
  }
}

type Test = (number: number) => boolean;

/** What must hold, the quickest test first. */
function testsOf({ overview, sqlite }: Gallery, query: PictureQuery): Test[] {
  const { createdAt, prompt, seed, model, score } = overview;
  const tests: Test[] = [];
  if (query.seed !== undefined) tests.push((number) => seed[number] === query.seed);
  if (query.prompt !== undefined) tests.push((number) => prompt[number] === query.prompt);
  if (query.model !== undefined) {
    const wanted = overview.models.indexOf(query.model);
    tests.push((number) => model[number] === wanted);
  }
  if (query.scored !== undefined) {
    tests.push((number) => (score[number] ?? -1) >= 0 === query.scored);
  }
  if (query.from !== undefined) {
    const start = startOf(query.from, query);
    tests.push((number) => (createdAt[number] ?? 0) >= start);
  }
  if (query.to !== undefined) {
    const end = startOf(query.to, query) + dayMs;
    tests.push((number) => (createdAt[number] ?? 0) < end);
  }
  for (const tag of query.tags) {
    const tagged = picturesTagged(sqlite, 'folded = ?', fold(tag));
    tests.push((number) => tagged.has(number));
  }
  for (const word of wordsOf(query.text)) tests.push(saysWord(overview, sqlite, word));
  return tests;
}

/** The word is in the prompt, the caption or a tag. */
function saysWord({ prompt, caption }: Overview, sqlite: Sqlite, word: string): Test {
  const { index, query } = matchOf(word);
  const texts = new NumberSet(
    sqlite.prepare(`SELECT rowid FROM ${index} WHERE ${index} MATCH ?`).pluck().all(query),
  );
  const tagged = picturesTagged(sqlite, 'instr(folded, ?) > 0', word);
  return (number) =>
    texts.has(prompt[number] ?? 0) || texts.has(caption[number] ?? 0) || tagged.has(number);
}

function picturesTagged(sqlite: Sqlite, condition: string, value: string): NumberSet {
  return new NumberSet(
    sqlite
      .prepare(
        `SELECT picture FROM tags CROSS JOIN picture_tags ON tag = number WHERE ${condition}`,
      )
      .pluck()
      .all(value),
  );
}

/** Small whole numbers, one byte each; 0 is never in it. */
class NumberSet {
  readonly #marks: Uint8Array;

  constructor(numbers: readonly unknown[]) {
    const all = numbers as readonly number[];
    const most = all.reduce((largest, number) => Math.max(largest, number), 0);
    this.#marks = new Uint8Array(most + 1);
    for (const number of all) this.#marks[number] = 1;
  }

  has(number: number): boolean {
    return this.#marks[number] === 1;
  }
}

const mostTags = 500;

/** @param shown 1 at the number of each picture to count. */
function tagsOf(sqlite: Sqlite, shown: Uint8Array): Facets['tags'] {
  const tags = sqlite.prepare('SELECT number, name FROM tags').all() as {
    number: number;
    name: string;
  }[];
  const picturesOf = sqlite.prepare('SELECT picture FROM picture_tags WHERE tag = ?').pluck();
  return tags
    .map(({ number, name }) => {
      const pictures = picturesOf.all(number) as number[];
      const count = pictures.reduce((sum, picture) => sum + (shown[picture] ?? 0), 0);
      return { tag: name, count };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1))
    .slice(0, mostTags);
}

function offsetOf({ utcOffset }: PictureQuery): number {
  return utcOffset * 60_000;
}

function startOf(day: string, query: PictureQuery): number {
  return Date.parse(`${day}T00:00:00Z`) - offsetOf(query);
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
