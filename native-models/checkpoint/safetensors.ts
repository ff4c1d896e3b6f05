import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelFailure } from '../failure.ts';
import { headerLength, parseHeader, type HeaderEntry } from './header.ts';
import { chunkBytes, elementBytes, type LazyTensor, type TensorType } from './lazy-tensor.ts';

/** An open safetensors file. Its tensors can be read until it is closed. */
export interface SafetensorsFile {
  readonly name: string;
  readonly entries: readonly HeaderEntry[];
  /**
   * A tensor of this file by its entry.
   *
   * @throws {ModelFailure} `bad-checkpoint` for a type that no weight of a Janus may have.
   */
  tensor(entry: HeaderEntry): LazyTensor;
  close(): Promise<void>;
}

/**
 * Opens a file and reads its header, nothing more.
 *
 * @throws {ModelFailure} `bad-checkpoint` when header and file do not agree.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const name = basename(path);
  const file = await openFile(path, name);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw noFile(name);
    const fileBytes = stats.size;
    const start = await readExactly(file, name, 0, Math.min(8, fileBytes));
    const length = headerLength(start, fileBytes, name);
    const entries = parseHeader(await readExactly(file, name, 8, length), fileBytes, name);
    return {
      name,
      entries,
      tensor: (entry) => lazyTensor(file, name, entry),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw noFile(name, cause);
  }
}

function noFile(name: string, cause?: unknown): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${name} to be a file beside config.json but it cannot be read. ` +
      'Check that it is there and yours to read, or download it again.',
    { cause },
  );
}

function lazyTensor(file: FileHandle, fileName: string, entry: HeaderEntry): LazyTensor {
  const { name, dtype, dims, start, end } = entry;
  if (!isTensorType(dtype)) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected ${name} in ${fileName} to be BF16, F16 or F32 but received ${dtype.slice(0, 40)}. ` +
        'Use the published weights, not quantised ones.',
    );
  }
  return {
    name,
    type: dtype,
    dims,
    async *read() {
      for (let at = start; at < end; at += chunkBytes) {
        yield await readExactly(file, fileName, at, Math.min(chunkBytes, end - at));
      }
    },
  };
}

/** One read may bring less than it was asked for; end of file brings nothing. */
async function readExactly(
  file: FileHandle,
  name: string,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
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

function isTensorType(dtype: string): dtype is TensorType {
  return Object.hasOwn(elementBytes, dtype);
}
