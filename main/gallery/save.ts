import type { Picture } from '../../preload/contract/picture.ts';
import { announce, type Gallery } from './gallery.ts';
import type { PictureFacts } from './picture-file.ts';
import { idOf, writePicture } from './picture-files.ts';
import { enter, rowOfId } from './rows.ts';
import { write } from './sqlite.ts';
import { makeThumbnail } from './thumbnails.ts';
import type { Trail } from './trail.ts';

/** A picture that is finished, or as far as it came when drawing was stopped. */
export interface FinishedPicture {
  /** A whole PNG file that says how it was made. */
  readonly png: Uint8Array;
  /** What it says. */
  readonly facts: PictureFacts;
  readonly width: number;
  readonly height: number;
  readonly trail: Trail | null;
}

/**
 * Keeps a picture: first its file, then its thumbnail, then its row. Whenever that ends, the
 * picture is in the gallery whole, or will be at the next opening, or is not there at all.
 *
 * @param also Part of the transaction that enters it: what is true once the picture is kept.
 * @throws {StudioFailure} `busy` when another program keeps the database locked: the file stays,
 * and is taken in later.
 */
export async function savePicture(
  gallery: Gallery,
  finished: FinishedPicture,
  also: () => void = () => undefined,
): Promise<Picture> {
  const { sqlite, paths, arriving } = gallery;
  const { png, facts, width, height, trail } = finished;
  const id = idOf(png);
  arriving.add(id);
  try {
    await writePicture(paths.pictures, png);
    await makeThumbnail(gallery, id, png);
    const onDisk = { id, facts, width, height, fileBytes: png.length, trail };
    const number = await write(sqlite, () => {
      also();
      return enter(sqlite, onDisk);
    });
    const row = rowOfId(sqlite, id);
    if (row === null) throw new Error(`The picture ${id} has no row although it was entered.`);
    if (number !== null) announce(gallery, 'added', [number]);
    return row.picture;
  } finally {
    arriving.delete(id);
  }
}
