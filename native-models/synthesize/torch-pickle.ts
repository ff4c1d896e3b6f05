import { elementCount } from '../checkpoint/lazy-tensor.ts';
import type { WrittenTensor } from './written-tensor.ts';

/** A pickle that is being written. */
interface Pickle {
  readonly parts: Uint8Array[];
  /** Values that can be recalled so far. */
  memos: number;
  /** The number of each value that is written once and then recalled. */
  readonly known: Map<string, number>;
}

/** Python puts so many keys with their values on the stack at once. */
const batch = 1000;

/**
 * The list of tensors in what `torch.save` makes of an OrderedDict: BF16, each in a storage of
 * its own, which is keyed by its place in the list. Byte for byte what Python writes.
 *
 * @see PyTorch `torch/serialization.py`, `_save`; CPython `Lib/pickle.py`, protocol 2
 */
export function torchPickle(tensors: readonly WrittenTensor[]): Uint8Array {
  const pickle: Pickle = { parts: [], memos: 0, known: new Map() };
  write(pickle, [0x80, 2]); // PROTO
  newOrderedDict(pickle);
  for (let first = 0; first < tensors.length; first += batch) {
    const some = tensors.slice(first, first + batch);
    if (some.length > 1) write(pickle, '(');
    some.forEach((tensor, index) => {
      text(pickle, tensor.name);
      writeTensor(pickle, tensor, first + index);
    });
    write(pickle, some.length > 1 ? 'u' : 's'); // SETITEMS or SETITEM
  }
  write(pickle, '.');
  return Buffer.concat(pickle.parts);
}

/** `_rebuild_tensor_v2(storage, offset, dims, strides, requires_grad, hooks)` */
function writeTensor(pickle: Pickle, { dims }: WrittenTensor, key: number): void {
  symbol(pickle, 'torch._utils', '_rebuild_tensor_v2');
  write(pickle, '(');
  storage(pickle, key, elementCount(dims));
  whole(pickle, 0);
  sizes(pickle, dims);
  sizes(
    pickle,
    dims.map((_, at) => elementCount(dims.slice(at + 1).map((dim) => Math.max(dim, 1)))),
  );
  write(pickle, [0x89]); // False
  newOrderedDict(pickle);
  write(pickle, 't');
  memo(pickle);
  write(pickle, 'R');
  memo(pickle);
}

/** The id `('storage', type, key, location, count)`, which stands for a file beside the list. */
function storage(pickle: Pickle, key: number, count: number): void {
  write(pickle, '(');
  once(pickle, 'storage', () => {
    text(pickle, 'storage');
  });
  symbol(pickle, 'torch', 'BFloat16Storage');
  text(pickle, String(key));
  once(pickle, 'cpu', () => {
    text(pickle, 'cpu');
  });
  whole(pickle, count);
  write(pickle, 't');
  memo(pickle);
  write(pickle, 'Q');
}

function newOrderedDict(pickle: Pickle): void {
  symbol(pickle, 'collections', 'OrderedDict');
  write(pickle, ')R');
  memo(pickle);
}

/** A tuple of whole numbers. Python keeps the empty one in mind without being told. */
function sizes(pickle: Pickle, values: readonly number[]): void {
  if (values.length > 3) write(pickle, '(');
  for (const value of values) whole(pickle, value);
  const codes = [[0x29], [0x85], [0x86], [0x87]];
  write(pickle, codes[values.length] ?? 't');
  if (values.length > 0) memo(pickle);
}

function symbol(pickle: Pickle, module: string, name: string): void {
  once(pickle, `${module}.${name}`, () => {
    write(pickle, `c${module}\n${name}\n`);
    memo(pickle);
  });
}

/** Writes a value the first time, and from then on recalls it. `make` ends with a memo. */
function once(pickle: Pickle, value: string, make: () => void): void {
  const number = pickle.known.get(value);
  if (number === undefined) {
    make();
    pickle.known.set(value, pickle.memos - 1);
  } else {
    numbered(pickle, 'h', 'j', number);
  }
}

function memo(pickle: Pickle): void {
  numbered(pickle, 'q', 'r', pickle.memos);
  pickle.memos += 1;
}

function numbered(pickle: Pickle, short: string, long: string, number: number): void {
  write(pickle, number < 256 ? short : long);
  write(pickle, number < 256 ? [number] : littleEndian(number, 4));
}

function text(pickle: Pickle, value: string): void {
  const bytes = Buffer.from(value);
  write(pickle, 'X');
  write(pickle, littleEndian(bytes.length, 4));
  write(pickle, bytes);
  memo(pickle);
}

function whole(pickle: Pickle, value: number): void {
  if (value < 0x100) write(pickle, [0x4b, value]);
  else if (value < 0x10000) write(pickle, [0x4d, ...littleEndian(value, 2)]);
  else if (value < 0x80000000) write(pickle, [0x4a, ...littleEndian(value, 4)]);
  // LONG1, without zeros at its end but for one that keeps the sign.
  else {
    const length = Math.floor((value.toString(2).length + 8) / 8);
    write(pickle, [0x8a, length, ...littleEndian(value, length)]);
  }
}

function littleEndian(value: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, length);
}

function write(pickle: Pickle, bytes: string | ArrayLike<number>): void {
  pickle.parts.push(
    typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes as Uint8Array),
  );
}
