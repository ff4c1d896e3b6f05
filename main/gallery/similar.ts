import {
  cosinesTo,
  createDirections,
  packDirection,
  putDirection,
  type Directions,
} from './directions.ts';
import type { Gallery } from './gallery.ts';
import { createLikeness, type Likeness } from './likeness.ts';
import { is } from './overview.ts';
import { ranked } from './ranked.ts';
import { rowOfId } from './rows.ts';
import { write, type Sqlite } from './sqlite.ts';

const marksAtOnce = 5_000;
/** Each is some thousand bytes. */
const directionsAtOnce = 200;
const forgottenAtOnce = 500;

/** Takes what this vision encoder has seen for what is known from now on. */
export async function seeWith({ sqlite, likeness }: Gallery, eye: string | null): Promise<void> {
  if (likeness.eye === eye) return;
  const page = sqlite
    .prepare(
      `SELECT picture FROM directions WHERE eye = (SELECT number FROM eyes WHERE id = ?)
       AND picture > ? ORDER BY picture LIMIT ${marksAtOnce}`,
    )
    .pluck();
  const known: Likeness = createLikeness();
  for (let last = 0; ;) {
    const numbers = page.all(eye, last) as number[];
    for (const number of numbers) mark(known, number);
    if (numbers.length < marksAtOnce) break;
    last = numbers.at(-1) ?? last;
    await breath();
  }
  Object.assign(likeness, known, { eye });
}

/** Keeps what a picture looks like to an eye. One that is gone meanwhile is left out. */
export async function keepDirection(
  { sqlite, likeness }: Gallery,
  eye: string,
  number: number,
  features: Float32Array,
): Promise<void> {
  const packed = packDirection(features);
  const { changes } = await write(sqlite, () => {
    sqlite.prepare('INSERT INTO eyes (id) VALUES (?) ON CONFLICT DO NOTHING').run(eye);
    return sqlite
      .prepare(
        `INSERT INTO directions (eye, picture, numbers)
         SELECT eyes.number, pictures.number, ? FROM eyes, pictures
         WHERE eyes.id = ? AND pictures.number = ? ON CONFLICT DO NOTHING`,
      )
      .run(packed, eye, number);
  });
  if (changes === 0 || likeness.eye !== eye) return;
  mark(likeness, number);
  const directions = await likeness.directions;
  if (directions) putDirection(directions, number, packed);
  // There was nothing to read: now there is.
  else likeness.directions = null;
}

/** Lets go of what vision encoders saw that are gone. */
export async function forgetEyes({ sqlite }: Gallery, kept: readonly string[]): Promise<void> {
  const eyes = sqlite
    .prepare('SELECT number FROM eyes WHERE id NOT IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify(kept)) as number[];
  const some = sqlite.prepare(
    `DELETE FROM directions WHERE rowid IN
     (SELECT rowid FROM directions WHERE eye = ? LIMIT ${forgottenAtOnce})`,
  );
  for (const eye of eyes) {
    while ((await write(sqlite, () => some.run(eye))).changes > 0) await breath();
    await write(sqlite, () => sqlite.prepare('DELETE FROM eyes WHERE number = ?').run(eye));
  }
}

/** Of the pictures outside the trash, how many were looked at. */
export function countLooked({ overview, likeness }: Gallery): { looked: number; total: number } {
  let looked = 0;
  let total = 0;
  for (let at = 0; at < overview.count; at += 1) {
    const number = overview.order[at] ?? 0;
    if (!isShown(overview.flags[number])) continue;
    total += 1;
    looked += likeness.looked[number] ?? 0;
  }
  return { looked, total };
}

/** The newest picture outside the trash that was not looked at; null when all were. */
export function nextToLookAt(
  { overview, likeness }: Gallery,
  skip: ReadonlySet<number>,
): number | null {
  for (let at = overview.count - 1; at >= 0; at -= 1) {
    const number = overview.order[at] ?? 0;
    if (!isShown(overview.flags[number]) || skip.has(number)) continue;
    if (likeness.looked[number] !== 1) return number;
  }
  return null;
}

/**
 * Puts pictures in order of how alike they are to one of the gallery, itself first. Those that were
 * not looked at are left out; all, when that one was not.
 */
export async function byLikeness(
  gallery: Gallery,
  id: string,
  numbers: Uint32Array,
): Promise<Uint32Array> {
  const directions = await (gallery.likeness.directions ??= readDirections(gallery));
  const asked = rowOfId(gallery.sqlite, id)?.picture.number ?? 0;
  const row = directions?.rows.get(asked);
  if (!directions || row === undefined) return new Uint32Array(0);
  const cosines = await cosinesTo(directions, row);
  const wanted = new Uint8Array(gallery.overview.flags.length);
  for (const number of numbers) wanted[number] = 1;
  return inOrder(directions, cosines, (number) => wanted[number] === 1, asked);
}

/** A millionth. */
const apartShare = 2 ** 20;
/** Numbers of rows by cosine, to a millionth, then by number; one before all others. */
function inOrder(
  { numbers, count }: Directions,
  cosines: Float32Array,
  isWanted: (number: number) => boolean,
  first: number,
): Uint32Array {
  const ranks = new Uint32Array(count);
  const wanted = new Uint32Array(count);
  let found = 0;
  for (let row = 0; row < count; row += 1) {
    const number = numbers[row] ?? 0;
    if (!isWanted(number)) continue;
    const apart = Math.max(0, Math.round((1 - (cosines[row] ?? 0)) * apartShare));
    wanted[found] = number;
    ranks[found] = number === first ? 0 : apart + 1;
    found += 1;
  }
  return ranked(ranks.subarray(0, found), wanted.subarray(0, found));
}

async function readDirections({ sqlite, likeness }: Gallery): Promise<Directions | null> {
  const page = pageOf(sqlite);
  let directions: Directions | null = null;
  for (let last = 0; ;) {
    const rows = page.all(likeness.eye, last) as { picture: number; numbers: Uint8Array }[];
    for (const { picture, numbers } of rows) {
      directions ??= createDirections(numbers);
      putDirection(directions, picture, numbers);
    }
    if (rows.length < directionsAtOnce) return directions;
    last = rows.at(-1)?.picture ?? last;
    await breath();
  }
}

function pageOf(sqlite: Sqlite) {
  return sqlite.prepare(
    `SELECT picture, numbers FROM directions WHERE eye = (SELECT number FROM eyes WHERE id = ?)
     AND picture > ? ORDER BY picture LIMIT ${directionsAtOnce}`,
  );
}

function mark(likeness: Likeness, number: number): void {
  if (number >= likeness.looked.length) {
    const larger = new Uint8Array(Math.max(1024, 2 * number));
    larger.set(likeness.looked);
    likeness.looked = larger;
  }
  likeness.looked[number] = 1;
}

function isShown(flags = 0): boolean {
  return (flags & (is.shown | is.trashed)) === is.shown;
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
