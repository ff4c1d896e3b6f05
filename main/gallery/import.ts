import type { Picture } from '../../preload/contract/picture.ts';
import { changePictures } from './change.ts';
import type { Gallery } from './gallery.ts';
import { withFacts, type PictureFacts } from './picture-file.ts';
import { findPicture, idOf } from './picture-files.ts';
import { recalledFrom } from './recall.ts';
import { rowOfId } from './rows.ts';
import { savePicture } from './save.ts';

const never = new AbortController().signal;

/**
 * Keeps an image from outside as a picture, with what it says about how it was made. A file of
 * this gallery is known again: it comes out of the trash, if it was there.
 *
 * @throws {StudioFailure} `bad-image`
 */
export async function importImage(gallery: Gallery, bytes: Uint8Array): Promise<Picture> {
  const known = await knownPicture(gallery, idOf(bytes));
  return known ?? takeImage(gallery, bytes, new Date());
}

/**
 * Makes a picture of an image from outside. Of the same image and moment it is the same picture.
 * @throws {StudioFailure} `bad-image`
 */
export async function takeImage(
  gallery: Gallery,
  bytes: Uint8Array,
  moment: Date,
): Promise<Picture> {
  const {
    bytes: png,
    width,
    height,
    ...text
  } = await gallery.workshop.result('takeImage', { bytes }, never);
  const said = recalledFrom(text);
  const facts: PictureFacts = {
    version: 1,
    prompt: said?.prompt ?? '',
    model: said?.model ?? '',
    seed: said?.seed ?? 0,
    guidance: said?.guidance ?? 0,
    temperature: said?.temperature ?? 0,
    forced: 0,
    createdAt: moment.toISOString(),
    msPerToken: 0,
    tokens: [],
    origin: 'imported',
  };
  const written = withFacts(png, facts, width, height);
  return savePicture(gallery, { png: written, facts, width, height, trail: null });
}

async function knownPicture(gallery: Gallery, id: string): Promise<Picture | null> {
  const { sqlite, paths } = gallery;
  const row = rowOfId(sqlite, id);
  if (row === null || (await findPicture(paths.pictures, id)) === null) return null;
  if (row.picture.trashedAt === null) return row.picture;
  await changePictures(gallery, { numbers: [row.picture.number], trashed: false });
  return rowOfId(sqlite, id)?.picture ?? null;
}
