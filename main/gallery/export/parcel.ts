import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../../../native-models/make-folder.ts';
import { createZip, type PackedFile } from '../../zip/writer.ts';

/** What an export becomes: one file of its own kind, a ZIP file of several, or a folder of them. */
export type Shape = 'file' | 'zip' | 'folder';

/** An export that is being written beside its final name. */
export interface Parcel {
  add(file: PackedFile): Promise<void>;
  /** Gives it its final name. It is on the disk then. */
  seal(): Promise<Sealed>;
  /** Leaves nothing of it. After `seal` it does nothing. */
  discard(): Promise<void>;
}

export interface Sealed {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Begins an export in a folder.
 *
 * @param wanted The final name. Where something has it already, a number is added: "album-2".
 */
export async function openParcel(folder: string, wanted: string, shape: Shape): Promise<Parcel> {
  const draft = path.join(folder, `.${wanted}.${process.pid}-${counter++}.part`);
  const writer = await writers[shape](draft);
  let sealed = false;
  return {
    add: writer.add,
    async seal() {
      await writer.end();
      const place = await moveTo(draft, folder, wanted, shape);
      sealed = true;
      return { path: place, bytes: await sizeOf(place) };
    },
    async discard() {
      if (sealed) return;
      await writer.abandon();
      await rm(draft, { recursive: true, force: true });
    },
  };
}

let counter = 0;

interface Writer {
  readonly add: (file: PackedFile) => Promise<void>;
  end(): Promise<void>;
  abandon(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const writers: Readonly<Record<Shape, (draft: string) => Promise<Writer>>> = {
  zip: createZip,
  /** Takes one file; its name is the parcel's. */
  file: (draft) =>
    Promise.resolve({
      add: ({ bytes }) => writeFile(draft, bytes),
      end: nothing,
      abandon: nothing,
    }),
  async folder(draft) {
    await mkdir(draft);
    return {
      async add({ name, bytes }) {
        const file = path.join(draft, ...name.split('/'));
        await makeFolder(path.dirname(file));
        await writeFile(file, bytes);
      },
      end: nothing,
      abandon: nothing,
    };
  },
};

async function writeFile(file: string, bytes: PackedFile['bytes']): Promise<void> {
  const disk = createWriteStream(file, { flags: 'wx', flush: true });
  await pipeline(bytes instanceof Uint8Array ? [bytes] : bytes, disk);
}

/** Never over anything: the name is taken first, so that two never get the same. */
async function moveTo(
  draft: string,
  folder: string,
  wanted: string,
  shape: Shape,
): Promise<string> {
  const { name, ext } = shape === 'folder' ? { name: wanted, ext: '' } : path.parse(wanted);
  for (let count = 1; ; count++) {
    const place = path.join(folder, `${count === 1 ? name : `${name}-${count}`}${ext}`);
    if (!(await takeName(place, shape))) continue;
    try {
      // Windows renames no folder onto another, be it empty.
      if (shape === 'folder') await rmdir(place);
      await rename(draft, place);
    } catch (thrown) {
      await rm(place, { recursive: true, force: true });
      throw thrown;
    }
    return place;
  }
}

async function takeName(place: string, shape: Shape): Promise<boolean> {
  try {
    if (shape === 'folder') await mkdir(place);
    else await (await open(place, 'wx')).close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

async function sizeOf(place: string): Promise<number> {
  const found = await stat(place);
  if (!found.isDirectory()) return found.size;
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  let sum = 0;
  for (const entry of entries) {
    if (entry.isFile()) sum += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return sum;
}
