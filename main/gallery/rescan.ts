import { readFile, stat } from 'node:fs/promises';
import type { Rescanned } from '../../preload/contract/gallery.ts';
import { StudioFailure } from '../failure.ts';
import type { Gallery } from './gallery.ts';
import { takeImage } from './import.ts';
import { readPictureFile } from './picture-file.ts';
import { idOf, listStrays, writePicture } from './picture-files.ts';
import { newestNumber, rowOfId } from './rows.ts';
import { takeIn, takeInFiles } from './take-in.ts';

/** As much as is taken from a page. Bytes. */
const largestFile = 64 << 20;
const never = new AbortController().signal;

/**
 * Looks through the folder of pictures: what is gone, what is back, and what somebody put there by
 * hand. A stray file stays where it is, and a picture is made of it, once.
 */
export async function rescan(gallery: Gallery): Promise<Rescanned> {
  let imported = 0;
  let unreadable = 0;
  for await (const file of listStrays(gallery.paths.pictures)) {
    try {
      if (await takeStray(gallery, file)) imported += 1;
    } catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown;
      unreadable += 1;
    }
  }
  const { found, lost } = await takeIn(gallery, never);
  return { found: found + imported, lost, unreadable };
}

/** @returns Whether it became a picture now. */
async function takeStray(gallery: Gallery, file: string): Promise<boolean> {
  const { size, mtime } = await stat(file);
  if (size > largestFile) throw new StudioFailure('bad-image', `${file} is larger than 64 MiB.`);
  const bytes = await readFile(file);
  if ((await readPictureFile(file)) !== null) {
    return takeOurs(gallery, bytes);
  }
  const before = newestNumber(gallery.sqlite);
  // Of one file, the same picture each time.
  const picture = await takeImage(gallery, bytes, mtime);
  return picture.number > before;
}

/** A copy of one of ours, under another name; what is in the trash stays there. */
async function takeOurs(gallery: Gallery, png: Uint8Array): Promise<boolean> {
  const { sqlite, paths, arriving } = gallery;
  const id = idOf(png);
  const known = rowOfId(sqlite, id);
  if (known !== null && known.picture.trashedAt !== null) return false;
  arriving.add(id);
  try {
    await writePicture(paths.pictures, png);
    return (await takeInFiles(gallery, [id], never)) > 0;
  } finally {
    arriving.delete(id);
  }
}

/** A file that is no image, or that went or may not be read. */
function isUnreadable(thrown: unknown): boolean {
  if (thrown instanceof StudioFailure) return thrown.code === 'bad-image';
  const codes = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR'];
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code));
}
