import { StudioFailure } from '../failure.ts';
import { announce, type Gallery } from './gallery.ts';
import { write, type Sqlite } from './sqlite.ts';
import { dropUnused, numberOfText } from './texts.ts';

/** A caption that took the place of another one, or of none. */
export interface Recaptioned {
  readonly number: number;
  readonly before: string | null;
  readonly caption: string | null;
}

const atOnce = 200;

/**
 * Gives a picture a caption, or takes it away. It is found by it from then on.
 * @throws {StudioFailure} `not-found`
 */
export async function writeCaption(
  gallery: Gallery,
  number: number,
  caption: string | null,
): Promise<Recaptioned> {
  const { sqlite } = gallery;
  const before = await write(sqlite, () => {
    const old = captionOf(sqlite, number);
    if (old === undefined) {
      throw new StudioFailure('not-found', 'This picture is not in the gallery any more.');
    }
    replace(sqlite, number, caption);
    return old;
  });
  announce(gallery, 'changed', [number]);
  return { number, before, caption };
}

/** Gives pictures their captions of before, but for those that were written anew since. */
export async function takeCaptionsBack(
  gallery: Gallery,
  written: readonly Recaptioned[],
): Promise<readonly number[]> {
  const { sqlite } = gallery;
  const all: number[] = [];
  for (let start = 0; start < written.length; start += atOnce) {
    const numbers = await write(sqlite, () => {
      const same = written
        .slice(start, start + atOnce)
        .filter(({ number, caption }) => captionOf(sqlite, number) === caption);
      for (const { number, before } of same) replace(sqlite, number, before);
      return same.map(({ number }) => number);
    });
    announce(gallery, 'changed', numbers);
    all.push(...numbers);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return all;
}

/** @returns undefined when there is no such picture. */
function captionOf(sqlite: Sqlite, number: number): string | null | undefined {
  return sqlite
    .prepare(
      `SELECT text FROM pictures LEFT JOIN texts ON texts.number = caption
       WHERE pictures.number = ?`,
    )
    .pluck()
    .get(number) as string | null | undefined;
}

/** Part of a transaction. */
function replace(sqlite: Sqlite, number: number, caption: string | null): void {
  const old = sqlite.prepare('SELECT caption FROM pictures WHERE number = ?').pluck().get(number);
  sqlite
    .prepare('UPDATE pictures SET caption = ? WHERE number = ?')
    .run(caption === null ? null : numberOfText(sqlite, caption.toWellFormed()), number);
  if (typeof old === 'number') dropUnused(sqlite, old);
}
