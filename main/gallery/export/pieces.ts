import { readFile } from 'node:fs/promises';
import type { PackedFile } from '../../zip/writer.ts';
import type { Gallery } from '../gallery.ts';
import { findPicture } from '../picture-files.ts';

/** What a form of export makes, as it goes on: files, and how far it is. */
export type Piece =
  | ({ readonly kind: 'file' } & PackedFile)
  /** One more of the pictures is done with. `kept`: it is in the export. */
  | { readonly kind: 'picture'; readonly kept: boolean };

export function textFile(
  name: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array> | string,
): Piece {
  return {
    kind: 'file',
    name,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    squeeze: true,
  };
}

/** The file of a picture; null when it is gone or cannot be read. */
export async function fileBytesOf(
  { paths }: Pick<Gallery, 'paths'>,
  id: string,
): Promise<Buffer | null> {
  const file = await findPicture(paths.pictures, id);
  return file === null ? null : readFile(file).catch(() => null);
}
