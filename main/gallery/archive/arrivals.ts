import { randomUUID } from 'node:crypto';
import { open, rm, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../native-models/make-folder.ts';
import { StudioFailure } from '../../failure.ts';

/** The one archive that is on its way in, piece by piece, from a window that may not name files. */
export interface Arrivals extends AsyncDisposable {
  /** Makes room for a file. Another that was on its way is let go. */
  open(bytes: number): Promise<{ readonly archive: string }>;
  add(archive: string, offset: number, bytes: Uint8Array): Promise<null>;
  /** @returns The file, all of which has come. */
  whole(archive: string): Promise<string>;
  forget(archive: string): Promise<null>;
}

interface Arriving {
  readonly id: string;
  readonly file: string;
  readonly handle: FileHandle;
  readonly bytes: number;
  come: number;
}

/** @param folder Where the file grows. */
export function createArrivals(folder: string): Arrivals {
  let current: Arriving | null = null;

  const letGo = async (): Promise<void> => {
    const gone = current;
    current = null;
    await gone?.handle.close().catch(() => undefined);
    if (gone !== null) await rm(gone.file, { force: true });
  };

  const named = (archive: string): Arriving => {
    if (current?.id === archive) return current;
    throw new StudioFailure(
      'not-found',
      'This archive is not on its way any more. Choose it again.',
    );
  };

  return {
    async open(bytes) {
      await letGo();
      await makeFolder(folder);
      await checkRoom(folder, bytes);
      const id = randomUUID();
      const file = path.join(folder, `${id}.zip`);
      current = { id, file, handle: await open(file, 'wx'), bytes, come: 0 };
      return { archive: id };
    },
    async add(archive, offset, bytes) {
      const arriving = named(archive);
      if (offset !== arriving.come || offset + bytes.length > arriving.bytes) {
        throw new StudioFailure(
          'bad-request',
          `Expected the piece at ${arriving.come} of ${arriving.bytes} bytes but received ${bytes.length} bytes at ${offset}. Choose the file again.`,
        );
      }
      arriving.come += bytes.length;
      await arriving.handle.write(bytes, 0, bytes.length, offset);
      return null;
    },
    async whole(archive) {
      const { come, bytes, file } = named(archive);
      if (come === bytes) return Promise.resolve(file);
      throw new StudioFailure(
        'bad-request',
        `Expected all ${bytes} bytes of the archive, but ${come} have come. Choose the file again.`,
      );
    },
    async forget(archive) {
      if (current?.id === archive) await letGo();
      return null;
    },
    [Symbol.asyncDispose]: letGo,
  };
}

/** Room that stays free for everything else. */
const spareBytes = 64 << 20;

/** @throws {StudioFailure} `disk-full` before a disk is filled; where nothing is known, nothing. */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.bavail * disk.bsize >= bytes + spareBytes) return;
  throw new StudioFailure(
    'disk-full',
    `Importing needs ${Math.ceil(bytes / 1_000_000)} MB, and the disk has less. Free some space and try again.`,
  );
}
