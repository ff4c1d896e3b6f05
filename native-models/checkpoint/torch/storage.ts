import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { readExactly } from '../file-bytes.ts';
import { asTensorType, chunkBytes, elementBytes, type LazyTensor } from '../lazy-tensor.ts';
import type { PickleTensor } from './pickle-value.ts';
import { distrusted } from './refusal.ts';
import { gather, isContiguous, spanOf } from './view.ts';
import { checkSum, type ZipStored } from './zip.ts';

/** Where a tensor's storage lies. */
export interface Place {
  readonly handle: FileHandle;
  readonly file: string;
  readonly entry: ZipStored;
}

/** Above the largest tensor of Janus-Pro-7B, 839 MB. */
const mostSpanBytes = 1024 ** 3;

/**
 * Makes a tensor readable. Where its elements lie in order they are streamed; where they do not
 * (a transposed view), the part of the storage that they lie in is read whole, then walked. A
 * whole storage is held against the file's checksum.
 *
 * @throws {ModelFailure} `bad-checkpoint` for a type that no weight may have, and for a scattered
 *   tensor larger than any of a Janus.
 */
export function storedTensor(name: string, tensor: PickleTensor, place: Place): LazyTensor {
  const { view, storage } = tensor;
  const type = asTensorType(storage.type, name, place.file);
  const size = elementBytes[type];
  const start = place.entry.start + view.offset * size;
  const length = spanOf(view) * size;
  if (isContiguous(view)) {
    return { name, type, dims: view.dims, read: () => stream(place, start, length) };
  }
  if (length > mostSpanBytes) {
    throw distrusted(
      place.file,
      `${name} in one piece, or scattered over at most ${mostSpanBytes} bytes`,
      `strides [${view.strides.join(', ')}] over ${length}`,
    );
  }
  return {
    name,
    type,
    dims: view.dims,
    async *read() {
      const bytes = await readExactly(place.handle, place.file, start, length);
      if (length === place.entry.sizeBytes) checkSum(place.entry, crc32(bytes), place.file);
      const span = size === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
      yield* gather(span, view, chunkBytes / size);
    },
  };
}

async function* stream(
  { handle, file, entry }: Place,
  start: number,
  length: number,
): AsyncGenerator<Uint8Array, void> {
  const whole = length === entry.sizeBytes;
  let crc = 0;
  for (let done = 0; done < length; done += chunkBytes) {
    const chunk = await readExactly(
      handle,
      file,
      start + done,
      Math.min(chunkBytes, length - done),
    );
    if (whole) crc = crc32(chunk, crc);
    // Before the last chunk goes out: who has them all may rely on them.
    if (whole && done + chunk.length === length) checkSum(entry, crc, file);
    yield chunk;
  }
}
