import { constants, open, type FileHandle } from 'node:fs/promises';
import { ModelFailure } from '../failure.ts';

/** A pipe in a file's place would keep whoever opens it waiting for ever; so it does not. */
export const readWithoutWaiting =
  process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a weight file.
 *
 * @param name Names it in a sentence.
 * @returns Its handle, and its size in bytes.
 * @throws {ModelFailure} `bad-checkpoint` when it cannot be read or is no file.
 */
export async function openWeights(
  path: string,
  name: string,
): Promise<{ handle: FileHandle; fileBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(path, readWithoutWaiting);
  } catch (cause) {
    throw noFile(name, cause);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw noFile(name);
    return { handle, fileBytes: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Reads so many bytes into a buffer of their own. One read may bring less than it was asked for;
 * end of file brings nothing.
 *
 * @throws {ModelFailure} `bad-checkpoint` when the file ends before.
 */
export async function readExactly(
  handle: FileHandle,
  name: string,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) {
      throw new ModelFailure(
        'bad-checkpoint',
        `Expected ${length - done} more bytes at ${position + done} in ${name} but it has become ` +
          'shorter since it was opened. Download it again and leave it alone while it is read.',
      );
    }
    done += bytesRead;
  }
  return bytes;
}

function noFile(name: string, cause?: unknown): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${name} to be a file beside config.json but it cannot be read. ` +
      'Check that it is there and yours to read, or download it again.',
    { cause },
  );
}
