import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../../native-models/make-folder.ts';
import type { Gallery } from './gallery.ts';
import { findPicture } from './picture-files.ts';

/** Longest side in pixels: sharp on a dense screen in a grid of 160. */
export const thumbnailSide = 320;

const never = new AbortController().signal;

/**
 * Makes a picture's thumbnail. It is a copy: where it cannot be made now it is made when it is
 * asked for, so nothing fails for the want of it.
 */
export async function makeThumbnail(
  { workshop, paths }: Gallery,
  id: string,
  png: Uint8Array,
): Promise<string | null> {
  const order = { bytes: png, side: thumbnailSide };
  try {
    const { bytes } = await workshop.result('thumbnail', order, never);
    await makeFolder(paths.thumbnails);
    const file = thumbnailFile(paths.thumbnails, id);
    await writeFileAtomic(file, Buffer.from(bytes), { fsync: false });
    return file;
  } catch {
    return null;
  }
}

/** The file of a picture's thumbnail, made if it is not there; null for anything else. */
export async function findThumbnail(gallery: Gallery, id: string): Promise<string | null> {
  const picture = await findPicture(gallery.paths.pictures, id);
  if (picture === null) return null;
  const file = thumbnailFile(gallery.paths.thumbnails, id);
  const found = await stat(file).catch(() => null);
  if (found?.isFile() === true && found.size > 0) return file;
  return makeThumbnail(gallery, id, await readFile(picture));
}

export function thumbnailFile(folder: string, id: string): string {
  return path.join(folder, `${id}.webp`);
}
