import { elementCount } from '../lazy-tensor.ts';
import {
  describeValue,
  emptyDict,
  type PickleDict,
  type PickleStorage,
  type PickleTensor,
  type PickleTuple,
  type PickleValue,
} from './pickle-value.ts';
import { damaged, distrusted, quote } from './refusal.ts';
import { storageType } from './symbols.ts';
import { spanOf, type View } from './view.ts';

/** Safetensors allows as many; a Janus needs 4. */
const mostDims = 16;

/**
 * The storage that a persistent id stands for: `('storage', type, key, location, count)`.
 *
 * @throws {ModelFailure} `bad-checkpoint`
 * @see PyTorch `torch/serialization.py`, `persistent_id` in `_save`
 */
export function storageOf(id: PickleValue, file: string): PickleStorage {
  const items = isKind(id, 'tuple') ? id.items : [];
  const [word, symbol, key, location, count] = items;
  const type = isKind(symbol, 'symbol') ? storageType(symbol.name) : null;
  const whole =
    items.length === 5 && word === 'storage' && typeof location === 'string' && isSize(count);
  if (!whole || type === null || typeof key !== 'string') {
    throw damaged(file, 'storages with type, key and length in its pickle', describe(items));
  }
  // The key becomes part of an entry's name.
  if (!/^\d{1,9}$/.test(key)) throw distrusted(file, 'numbers for keys of storages', quote(key));
  return { kind: 'storage', key, type, count };
}

/**
 * Answers a call in a pickle: a new OrderedDict, or a tensor.
 *
 * @throws {ModelFailure} `bad-checkpoint` for any other.
 */
export function call(
  callee: PickleValue,
  given: PickleValue,
  file: string,
): PickleDict | PickleTensor {
  const name = isKind(callee, 'symbol') ? callee.name : null;
  if (!isKind(given, 'tuple')) throw damaged(file, 'arguments in a tuple', describeValue(given));
  if (name === 'torch._utils._rebuild_tensor_v2') return tensorOf(given, file);
  if (name !== 'collections.OrderedDict') {
    throw distrusted(file, 'calls that make dicts or tensors', `one of ${describeValue(callee)}`);
  }
  if (given.items.length > 0) {
    throw distrusted(file, 'dicts that are filled item by item', describe(given.items));
  }
  return emptyDict();
}

/**
 * Checks the arguments of `_rebuild_tensor_v2`: storage, offset, dims, strides, requires_grad,
 * hooks and, since PyTorch 2, metadata.
 */
function tensorOf({ items }: PickleTuple, file: string): PickleTensor {
  const [storage, offset, dims, strides, grad, hooks, metadata] = items;
  const known = items.length === 6 || (items.length === 7 && isEmpty(metadata));
  if (!known || typeof grad !== 'boolean' || !isEmpty(hooks)) {
    throw distrusted(file, 'plain tensors, without hooks or metadata,', describe(items));
  }
  const [lengths, steps] = [sizesOf(dims), sizesOf(strides)];
  if (lengths === null || lengths.length !== steps?.length) {
    const expected = `up to ${mostDims} dims from 0 to 2⁵³, each with its stride,`;
    throw damaged(file, expected, describe(items));
  }
  if (!isKind(storage, 'storage') || !isSize(offset)) {
    throw damaged(file, 'tensors with a storage and an offset', describe(items));
  }
  const view: View = { offset, dims: lengths, strides: steps };
  checkRange(view, storage, file);
  return { kind: 'tensor', storage, view };
}

/** A view may neither leave its storage nor, by repeating, be larger: 1 kB must not become 1 TB. */
function checkRange(view: View, { count, key }: PickleStorage, file: string): void {
  // An empty view lies nowhere: PyTorch lets it begin after the end.
  const end = elementCount(view.dims) === 0 ? 0 : view.offset + spanOf(view);
  const shown = `[${view.dims.join(', ')}] with strides [${view.strides.join(', ')}]`;
  // Exact for what fits a storage: sums and products beyond 2⁵³ are no number of elements.
  if (!(end <= count)) {
    const received = `${shown} from ${view.offset}`;
    throw damaged(file, `tensors within the ${count} elements of storage ${key}`, received);
  }
  if (!(elementCount(view.dims) <= count)) {
    throw distrusted(file, `tensors of at most the ${count} elements of storage ${key}`, shown);
  }
}

function sizesOf(value: PickleValue | undefined): readonly number[] | null {
  if (!isKind(value, 'tuple') || value.items.length > mostDims) return null;
  return value.items.every(isSize) ? value.items : null;
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

function isEmpty(value: PickleValue | undefined): boolean {
  return value === null || (isKind(value, 'dict') && value.items.size === 0);
}

/** True for a value of this kind. */
function isKind<Kind extends 'tuple' | 'dict' | 'symbol' | 'storage'>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { kind: Kind }> {
  return typeof value === 'object' && value?.kind === kind;
}

function describe(items: readonly PickleValue[]): string {
  return `(${items.slice(0, 8).map(describeValue).join(', ')})`;
}
