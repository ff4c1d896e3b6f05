import { randomUUID } from 'node:crypto';
import { constants, copyFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../native-models/make-folder.ts';
import { StudioFailure } from '../failure.ts';
import { pictureRow } from './details.ts';
import { fileNameOf } from './file-name.ts';
import type { Gallery } from './gallery.ts';
import { findPicture } from './picture-files.ts';
import { rowsOf } from './rows.ts';

/** What a host with a desktop around it does with files. */
export interface Desk {
  /**
   * Gives files to the drag that the person has just begun.
   * @param icon A small PNG of the first, to show under the pointer; null: something else must do.
   */
  readonly drag: (files: readonly string[], icon: Uint8Array | null) => void;
  /** Shows a file among its neighbours, in the system's own file browser. */
  readonly show: (file: string) => void;
}

/** In pixels, of what is shown under the pointer. */
const iconSide = 96;
/** A drag is under way: the hand does not wait for its icon. */
const iconMs = 300;

/**
 * Drags pictures out as files that are called by their prompts. They are copies, so that whatever
 * becomes of them outside, the gallery's own stay as they are.
 *
 * @throws {StudioFailure} `not-allowed` where there is no desktop; `not-found`
 */
export async function dragPictures(
  gallery: Gallery,
  numbers: readonly number[],
  desk: Desk | null,
): Promise<null> {
  const { drag } = there(desk);
  const folder = path.join(gallery.paths.outgoing, randomUUID());
  const files: string[] = [];
  for (const { picture } of rowsOf(gallery.sqlite, [...numbers])) {
    const file = await findPicture(gallery.paths.pictures, picture.id);
    if (file === null) continue;
    if (files.length === 0) await makeFolder(folder);
    const copy = path.join(folder, nameAmong(files, fileNameOf(picture, 'png')));
    await copyFile(file, copy, constants.COPYFILE_FICLONE);
    files.push(copy);
  }
  const [first] = files;
  if (first === undefined) throw new StudioFailure('not-found', 'The pictures are gone.');
  drag(files, await iconOf(gallery, first));
  return null;
}

/**
 * Shows the gallery's own file of a picture in the system's file browser.
 * @throws {StudioFailure} `not-allowed` where there is no desktop; `not-found`
 */
export async function showPicture(gallery: Gallery, id: string, desk: Desk | null): Promise<null> {
  const { show } = there(desk);
  const file = await findPicture(gallery.paths.pictures, pictureRow(gallery, id).picture.id);
  if (file === null) throw new StudioFailure('not-found', 'The file of this picture is gone.');
  show(file);
  return null;
}

/** Removes the copies that earlier drags left: whoever was given them has them by now. */
export async function sweepOutgoing({ outgoing }: Pick<Gallery['paths'], 'outgoing'>) {
  await rm(outgoing, { recursive: true, force: true });
}

function there(desk: Desk | null): Desk {
  if (desk !== null) return desk;
  throw new StudioFailure('not-allowed', 'Only the desktop app can do this. Save a copy instead.');
}

/** A name that none of the files has: the second of a kind is called `boat-42 (2).png`. */
function nameAmong(files: readonly string[], name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let count = 2, tried = name; ; count += 1) {
    if (!files.some((file) => path.basename(file) === tried)) return tried;
    tried = `${stem} (${count})${ext}`;
  }
}

async function iconOf({ workshop }: Gallery, file: string): Promise<Uint8Array | null> {
  const signal = AbortSignal.timeout(iconMs);
  try {
    const order = { bytes: await readFile(file), fit: 'cover', side: iconSide } as const;
    const { bytes } = await workshop.result(
      'encodePng',
      await workshop.result('readImage', order, signal),
      signal,
    );
    return bytes;
  } catch {
    return null; // Too late, or damaged: the host has an icon of its own.
  }
}
