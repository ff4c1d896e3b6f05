import { createHash } from 'node:crypto';
import { open, opendir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../../native-models/make-folder.ts';

const idPattern = /^[a-f0-9]{32}$/;
const pictureName = /^([a-f0-9]{32})\.png$/;
const imageName = /\.(png|jpe?g|webp)$/i;
const unfinishedName = /^[a-f0-9]{32}\.(png|webp)\.\d+$/;
const unfinishedAfterMs = 60 * 60 * 1000;

/** Names a picture by what is in its file. */
export function idOf(png: Uint8Array): string {
  return createHash('sha256').update(png).digest('hex').slice(0, 32);
}

export function pictureFile(folder: string, id: string): string {
  return path.join(folder, `${id}.png`);
}

/** Writes a picture: afterwards it is on the disk whole, or not there at all. */
export async function writePicture(
  folder: string,
  png: Uint8Array,
): Promise<{ readonly id: string; readonly file: string }> {
  const id = idOf(png);
  const file = pictureFile(folder, id);
  await makeFolder(folder);
  await writeFileAtomic(file, Buffer.from(png), { fsync: true });
  await syncFolder(folder);
  return { id, file };
}

/** The file of a picture, or null. Takes anything: only ids of pictures that are there pass. */
export async function findPicture(folder: string, id: string): Promise<string | null> {
  if (!idPattern.test(id)) return null;
  const file = pictureFile(folder, id);
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true ? file : null;
}

/** The ids of the files there, some at a time, in no order. */
export async function* listPictures(folder: string): AsyncGenerator<readonly string[], void> {
  let ids: string[] = [];
  for await (const name of fileNames(folder)) {
    const id = pictureName.exec(name)?.[1];
    if (id !== undefined) ids.push(id);
    if (ids.length < 500) continue;
    yield ids;
    ids = [];
  }
  yield ids;
}

/** Image files there that are not named as ours are: somebody put them there by hand. */
export async function* listStrays(folder: string): AsyncGenerator<string, void> {
  for await (const name of fileNames(folder)) {
    if (imageName.test(name) && !pictureName.test(name)) yield path.join(folder, name);
  }
}

/**
 * Removes what killed processes left half-written: files beside a picture's or a thumbnail's name,
 * untouched for an hour, since another process may be writing right now.
 */
export async function sweepUnfinished(folder: string): Promise<void> {
  for await (const name of fileNames(folder)) {
    if (!unfinishedName.test(name)) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > unfinishedAfterMs)
      await rm(file, { force: true });
  }
}

async function* fileNames(folder: string): AsyncGenerator<string, void> {
  try {
    for await (const { name } of await opendir(folder, { bufferSize: 512 })) yield name;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** A new name is on the disk only when its folder is. Windows does that by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
