import { open, type FileHandle } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { crc32 } from 'node:zlib';
import { torchPickle } from './torch-pickle.ts';
import { tensorBytes, valuesOf, type WrittenTensor } from './written-tensor.ts';
import { dataDescriptor, localHeader, zipDirectory, type WrittenEntry } from './zip-records.ts';

/** A zip file that is being written. */
interface TorchFile {
  readonly handle: FileHandle;
  /** All entries lie in it: the file's name without its ending. */
  readonly folder: string;
  readonly entries: WrittenEntry[];
  endsAt: number;
}

/**
 * Writes one file as `torch.save(state_dict)` does: a zip file with a pickle that lists the
 * tensors, and one stored entry for each. Byte for byte PyTorch 2.13's, but for an entry with a
 * hash of the others that nobody reads.
 *
 * @yields The bytes of tensors written since the last time.
 * @see PyTorch `torch/serialization.py`, `_save`; `caffe2/serialize/inline_container.cc`
 */
export async function* writeTorch(
  path: string,
  tensors: readonly WrittenTensor[],
  signal?: AbortSignal,
): AsyncGenerator<number, void> {
  const handle = await open(path, 'wx');
  try {
    const folder = basename(path, extname(path));
    const file: TorchFile = { handle, folder, entries: [], endsAt: 0 };
    await writeWhole(file, 'data.pkl', torchPickle(tensors));
    await writeWhole(file, '.format_version', Buffer.from('1'));
    await writeWhole(file, '.storage_alignment', Buffer.from('64'));
    await writeWhole(file, 'byteorder', Buffer.from('little'));
    for (const [key, tensor] of tensors.entries()) {
      const values = valuesOf(tensor, signal);
      yield* writeEntry(file, `data/${key}`, tensorBytes(tensor), values);
    }
    await writeWhole(file, 'version', Buffer.from('3\n'));
    await append(file, zipDirectory(file.entries, file.endsAt));
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeWhole(file: TorchFile, name: string, bytes: Uint8Array): Promise<void> {
  for await (const _ of writeEntry(file, name, bytes.length, [bytes]));
}

async function* writeEntry(
  file: TorchFile,
  name: string,
  sizeBytes: number,
  chunks: Iterable<Uint8Array>,
): AsyncGenerator<number, void> {
  const place = { name: `${file.folder}/${name}`, sizeBytes, headerAt: file.endsAt };
  await append(file, localHeader(place));
  let crc = 0;
  for (const chunk of chunks) {
    crc = crc32(chunk, crc);
    await append(file, chunk);
    yield chunk.length;
  }
  const entry = { ...place, crc };
  await append(file, dataDescriptor(entry));
  file.entries.push(entry);
}

async function append(file: TorchFile, bytes: Uint8Array): Promise<void> {
  await file.handle.writeFile(bytes);
  file.endsAt += bytes.length;
}
