import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Picture } from '../../preload/contract/picture.ts';
import { readPictureFile, type PictureRecord } from './picture-file.ts';
import { makeFolder } from '../../native-models/make-folder.ts';

/** The pictures on disk. The files are the truth; what was read of them once is remembered. */
export interface Pictures {
  /** Writes a picture: afterwards it is there whole, or not at all. */
  save(png: Uint8Array): Promise<{ readonly picture: Picture; readonly file: string }>;
  /** Newest first. Files that are not whole pictures of ours are passed over. */
  list(): Promise<readonly Picture[]>;
  /** The file of a picture, or null. Takes anything: only ids of pictures that are there pass. */
  find(id: string): Promise<string | null>;
}

/** The pictures of one folder, which is made when the first is saved. */
export function openPictures(folder: string): Pictures {
  const known = new Map<string, Picture>();
  const fileOf = (id: string) => path.join(folder, `${id}.png`);

  const read = async (id: string): Promise<Picture | null> => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const record = await readPictureFile(fileOf(id));
    if (record === null) return null;
    const picture = pictureOf(id, record);
    known.set(id, picture);
    return picture;
  };
  return {
    async save(png) {
      const id = createHash('sha256').update(png).digest('hex').slice(0, 32);
      await makeFolder(folder);
      await writeFileAtomic(fileOf(id), Buffer.from(png), { fsync: true });
      const picture = await read(id);
      if (picture === null) throw new Error(`The picture ${fileOf(id)} could not be read back.`);
      return { picture, file: fileOf(id) };
    },
    async list() {
      const ids = (await fileNames(folder)).flatMap((name) => pictureName.exec(name)?.[1] ?? []);
      const pictures: Picture[] = [];
      for (const id of ids) {
        const picture = await read(id);
        if (picture !== null) pictures.push(picture);
      }
      return pictures.sort(newestFirst);
    },
    async find(id) {
      if (!pictureName.test(`${id}.png`)) return null;
      const found = await stat(fileOf(id)).catch(() => null);
      return found?.isFile() === true ? fileOf(id) : null;
    },
  };
}

const unfinishedName = /^[a-f0-9]{32}\.png\.\d+$/;
const unfinishedAfterMs = 60 * 60 * 1000;

/**
 * Removes what killed processes left half-written: files beside a picture's name, untouched for an
 * hour, since another process may be writing right now.
 */
export async function sweepUnfinished(folder: string): Promise<void> {
  for (const name of await fileNames(folder)) {
    if (!unfinishedName.test(name)) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > unfinishedAfterMs)
      await rm(file, { force: true });
  }
}

const pictureName = /^([a-f0-9]{32})\.png$/;

function pictureOf(id: string, { facts, width, height }: PictureRecord): Picture {
  const { prompt, model, seed, guidance, temperature, createdAt, msPerToken } = facts;
  const made = { prompt, model, seed, guidance, temperature, createdAt, msPerToken };
  return { id, ...made, width, height };
}

function newestFirst(a: Picture, b: Picture): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
