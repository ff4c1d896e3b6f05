import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { openWeights, readExactly } from './file-bytes.ts';
import { headerLength, parseHeader, type HeaderEntry } from './header.ts';
import { asTensorType, chunkBytes, type LazyTensor } from './lazy-tensor.ts';
import type { WeightFile } from './weight-file.ts';

/**
 * Opens a file and reads its header, nothing more.
 *
 * @throws {ModelFailure} `bad-checkpoint` when header and file do not agree.
 */
export async function openSafetensors(path: string): Promise<WeightFile> {
  const name = basename(path);
  const { handle, fileBytes } = await openWeights(path, name);
  try {
    const start = await readExactly(handle, name, 0, Math.min(8, fileBytes));
    const length = headerLength(start, fileBytes, name);
    const entries = parseHeader(await readExactly(handle, name, 8, length), fileBytes, name);
    const tensors = entries.map((entry) => ({
      name: entry.name,
      dtype: entry.dtype,
      dims: entry.dims,
      lazy: () => lazyTensor(handle, name, entry),
    }));
    return { name, tensors, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function lazyTensor(handle: FileHandle, fileName: string, entry: HeaderEntry): LazyTensor {
  const { name, dtype, dims, start, end } = entry;
  return {
    name,
    type: asTensorType(dtype, name, fileName),
    dims,
    async *read() {
      for (let at = start; at < end; at += chunkBytes) {
        yield await readExactly(handle, fileName, at, Math.min(chunkBytes, end - at));
      }
    },
  };
}
