import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StoredTensor, WeightFile } from '../weight-file.ts';
import { openWeights, readExactly } from '../file-bytes.ts';
import { elementCount } from '../lazy-tensor.ts';
import { pickleLimitBytes, readPickle } from './pickle.ts';
import { describeValue, type PickleTensor, type PickleValue } from './pickle-value.ts';
import { damaged, distrusted, quote } from './refusal.ts';
import { storageBytes } from './symbols.ts';
import { storedTensor } from './storage.ts';
import { checkSum, readZip, type ZipStored } from './zip.ts';
import type { ReadAt } from './zip-end.ts';

/**
 * Opens a file that `torch.save` wrote from a `state_dict`, such as pytorch_model.bin: a zip file
 * with a pickle that lists the tensors, and their storages beside it. Reads the list, nothing
 * more, and runs none of it.
 *
 * @throws {ModelFailure} `bad-checkpoint` when it is anything else, or not whole.
 */
export async function openTorch(path: string): Promise<WeightFile> {
  const name = basename(path);
  const { handle, fileBytes } = await openWeights(path, name);
  try {
    const read: ReadAt = async (position, length) =>
      new DataView((await readExactly(handle, name, position, length)).buffer);
    const entries = await readZip(read, fileBytes, name);
    const folder = folderOf(entries, name);
    await checkByteOrder(entries.get(`${folder}/byteorder`), read, name);
    const pickle = await readList(entries.get(`${folder}/data.pkl`)!, read, name);
    const storages = storageFinder(entries, folder, name);
    const listed = tensorsOf(pickle, name);
    checkTotal(listed, fileBytes, name);
    const tensors = listed.map(([stored, tensor]): StoredTensor => {
      const { view, storage } = tensor;
      const entry = storages(tensor);
      const place = { handle, file: name, entry };
      return {
        name: stored,
        dtype: storage.type,
        dims: view.dims,
        lazy: () => storedTensor(stored, tensor, place),
      };
    });
    return { name, tensors, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Everything lies in one folder, named as PyTorch pleased. */
function folderOf(entries: ReadonlyMap<string, ZipStored>, file: string): string {
  const folders = [...entries.keys()].flatMap(
    (name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? [],
  );
  const [folder] = folders;
  if (folder !== undefined && folders.length === 1) return folder;
  throw damaged(file, "PyTorch's list of tensors, data.pkl,", `${folders.length} of them`);
}

/** Written since PyTorch 2.1; before that, by the order of the machine, which was never big. */
async function checkByteOrder(
  entry: ZipStored | undefined,
  read: ReadAt,
  file: string,
): Promise<void> {
  if (entry === undefined) return;
  const text = new TextDecoder().decode(await read(entry.start, Math.min(entry.sizeBytes, 16)));
  if (text !== 'little') throw distrusted(file, 'little-endian numbers', quote(text));
}

async function readList(entry: ZipStored, read: ReadAt, file: string): Promise<PickleValue> {
  if (entry.sizeBytes > pickleLimitBytes) {
    const received = `one of ${entry.sizeBytes}`;
    throw distrusted(file, `a list of tensors of at most ${pickleLimitBytes} bytes`, received);
  }
  const bytes = await read(entry.start, entry.sizeBytes);
  checkSum(entry, crc32(bytes), file);
  return readPickle(bytes, file);
}

function tensorsOf(value: PickleValue, file: string): [string, PickleTensor][] {
  if (typeof value !== 'object' || value?.kind !== 'dict') {
    throw distrusted(file, 'tensors by name, a state_dict,', describeValue(value));
  }
  return [...value.items].map(([name, item]) => {
    if (typeof item === 'object' && item?.kind === 'tensor') return [name, item];
    const received = `${describeValue(item)} as ${quote(name)}`;
    throw distrusted(file, 'tensors by name, a state_dict,', received);
  });
}

/** Tied weights share a storage. More than twice its own size no file needs to become. */
function checkTotal(
  tensors: readonly [string, PickleTensor][],
  fileBytes: number,
  file: string,
): void {
  const total = tensors.reduce(
    (sum, [, { storage, view }]) => sum + elementCount(view.dims) * storageBytes[storage.type],
    0,
  );
  if (total <= 2 * fileBytes) return;
  throw distrusted(file, `tensors of at most twice its ${fileBytes} bytes`, `${total} bytes`);
}

/** Finds the entry of a tensor's storage, which is as long as the list says. */
function storageFinder(entries: ReadonlyMap<string, ZipStored>, folder: string, file: string) {
  const types = new Map<string, string>();
  return ({ storage: { key, type, count } }: PickleTensor): ZipStored => {
    const entry = entries.get(`${folder}/data/${key}`);
    const wanted = count * storageBytes[type];
    if (entry?.sizeBytes !== wanted) {
      const received = entry === undefined ? 'none' : `${entry.sizeBytes} bytes`;
      throw damaged(file, `a storage ${key} of ${wanted} bytes`, received);
    }
    const known = types.get(key) ?? type;
    types.set(key, known);
    if (known !== type) {
      throw damaged(file, `one type of numbers in storage ${key}`, `${known} and ${type}`);
    }
    return entry;
  };
}
