import { randomUUID } from 'node:crypto';
import { open, rm, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../native-models/make-folder.ts';
import { StudioFailure } from '../../failure.ts';

/**
 * The one archive that is on its way in, piece by piece, from a window that may not name files.
 * Whatever is asked at once is done one after the other, in the order in which it was asked.
 */
export interface Arrivals extends AsyncDisposable {
  /**
   * Makes room for a file. Another that was on its way is let go.
   * @throws {StudioFailure} `busy` while one is imported; `disk-full`.
   */
  open(bytes: number): Promise<{ readonly archive: string }>;
  /** The next piece. One that cannot be written ends it all. */
  add(archive: string, offset: number, bytes: Uint8Array): Promise<null>;
  /** @returns The file, all of which has come. */
  whole(archive: string): Promise<string>;
  /**
   * Keeps all of it for one import, after which it goes.
   * @throws {StudioFailure} `busy` while it is imported already.
   */
  hold(archive: string): Promise<Held>;
  /** What is held stays until its import ends. */
  forget(archive: string): Promise<null>;
}

interface Held extends AsyncDisposable {
  readonly file: string;
}

interface Arriving {
  readonly id: string;
  readonly file: string;
  readonly handle: FileHandle;
  readonly bytes: number;
  come: number;
  held: boolean;
}

/** @param folder Where the file grows. */
export function createArrivals(folder: string): Arrivals {
  let current: Arriving | null = null;
  const inTurn = createTurn();

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
    open: (bytes) =>
      inTurn(async () => {
        checkFree(current);
        await letGo();
        await makeFolder(folder);
        await checkRoom(folder, bytes);
        const id = randomUUID();
        const file = path.join(folder, `${id}.zip`);
        current = { id, file, handle: await open(file, 'wx'), bytes, come: 0, held: false };
        return { archive: id };
      }),
    add: (archive, offset, bytes) =>
      inTurn(async () => {
        const arriving = named(archive);
        checkFits(arriving, offset, bytes.length);
        try {
          await writeAll(arriving.handle, bytes, offset);
        } catch (thrown) {
          await letGo();
          throw thrown;
        }
        arriving.come += bytes.length;
        return null;
      }),
    whole: (archive) => inTurn(() => Promise.resolve(checkWhole(named(archive)).file)),
    hold: (archive) =>
      inTurn(() => {
        const arriving = checkWhole(named(archive));
        checkFree(arriving);
        arriving.held = true;
        const { file } = arriving;
        return Promise.resolve({ file, [Symbol.asyncDispose]: () => inTurn(letGo) });
      }),
    forget: (archive) =>
      inTurn(async () => {
        if (current?.id === archive && !current.held) await letGo();
        return null;
      }),
    [Symbol.asyncDispose]: () => inTurn(letGo),
  };
}

type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Does one thing after the other; what fails holds up none. */
function createTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** @throws {StudioFailure} `busy` */
function checkFree(arriving: Arriving | null): void {
  if (arriving?.held !== true) return;
  throw new StudioFailure('busy', 'An archive is being imported. Wait until it is in, or stop it.');
}

function checkFits({ come, bytes }: Arriving, offset: number, length: number): void {
  if (offset === come && offset + length <= bytes) return;
  throw new StudioFailure(
    'bad-request',
    `Expected the piece at ${come} of ${bytes} bytes but received ${length} bytes at ${offset}. Choose the file again.`,
  );
}

function checkWhole(arriving: Arriving): Arriving {
  const { come, bytes } = arriving;
  if (come === bytes) return arriving;
  throw new StudioFailure(
    'bad-request',
    `Expected all ${bytes} bytes of the archive, but ${come} have come. Choose the file again.`,
  );
}

/** A disk that fills up takes less than it was given, and says nothing. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, offset + at);
    at += bytesWritten;
  }
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
