import type { Measured, PictureChoice } from '../../../preload/contract/export.ts';
import type { PictureQuery } from '../../../preload/contract/gallery.ts';
import { findPictures } from '../find.ts';
import type { Gallery } from '../gallery.ts';
import { is } from '../overview.ts';
import { rowsOf, type PictureRow } from '../rows.ts';

/** The pictures that an export takes, in its order. */
export interface Chosen {
  readonly numbers: readonly number[];
  /** In the trash, or not there. */
  readonly leftOut: number;
}

/** Resolves a choice as the gallery is now. */
export async function choose(gallery: Gallery, which: PictureChoice): Promise<Chosen> {
  await gallery.ready;
  const wanted = await numbersOf(gallery, which);
  const kept = wanted.filter((number) => {
    const flags = gallery.overview.flags[number] ?? 0;
    return (flags & (is.shown | is.trashed)) === is.shown;
  });
  return { numbers: kept, leftOut: wanted.length - kept.length };
}

async function numbersOf(gallery: Gallery, which: PictureChoice): Promise<readonly number[]> {
  if ('numbers' in which) return [...new Set(which.numbers)];
  const query = 'query' in which ? which.query : wholeGallery;
  const { numbers } = await findPictures(gallery, query);
  return [...new Uint32Array(numbers.slice().buffer)];
}

const wholeGallery: PictureQuery = {
  shelf: 'all',
  text: '',
  tags: [],
  order: 'oldest',
  utcOffset: 0,
};

/** What a choice would export. */
export async function measure(gallery: Gallery, which: PictureChoice): Promise<Measured> {
  const { numbers, leftOut } = await choose(gallery, which);
  let bytes = 0;
  for await (const { fileBytes } of rowsInOrder(gallery, numbers)) bytes += fileBytes;
  return { pictures: numbers.length, bytes, leftOut };
}

const atOnce = 200;

/** The pictures' rows in this order, without holding anything up. Those that went are left out. */
export async function* rowsInOrder(
  { sqlite }: Pick<Gallery, 'sqlite'>,
  numbers: readonly number[],
): AsyncGenerator<PictureRow, void> {
  for (let start = 0; start < numbers.length; start += atOnce) {
    yield* rowsOf(sqlite, numbers.slice(start, start + atOnce));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
