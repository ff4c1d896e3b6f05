import { readFile } from 'node:fs/promises';
import { StudioFailure } from '../failure.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { findPicture } from '../gallery/picture-files.ts';
import { rowsOf } from '../gallery/rows.ts';

/** A picture's file, for the model to look at. @throws {StudioFailure} `not-found` */
export async function pictureBytes(
  { sqlite, paths }: Pick<Gallery, 'sqlite' | 'paths'>,
  number: number,
): Promise<Uint8Array> {
  const row = rowsOf(sqlite, [number])[0];
  const file = row === undefined ? null : await findPicture(paths.pictures, row.picture.id);
  if (file !== null) return readFile(file);
  throw new StudioFailure('not-found', 'This picture is not in the gallery any more.');
}
