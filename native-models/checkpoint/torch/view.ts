import { elementCount } from '../lazy-tensor.ts';

/** A tensor as a walk over the elements of its storage. */
export interface View {
  /** The storage's element at which it begins. */
  readonly offset: number;
  readonly dims: readonly number[];
  /** For each dim, elements of the storage from one index to the next; 0 where they repeat. */
  readonly strides: readonly number[];
}

/** How many elements of the storage lie between its first and its last, both counted. */
export function spanOf({ dims, strides }: View): number {
  if (elementCount(dims) === 0) return 0;
  return dims.reduce((span, dim, at) => span + (dim - 1) * strides[at]!, 1);
}

/** True when the elements lie in the storage as they follow each other. */
export function isContiguous({ dims, strides }: View): boolean {
  if (elementCount(dims) === 0) return true;
  let wanted = 1;
  for (let at = dims.length - 1; at >= 0; at -= 1) {
    if (dims[at] !== 1 && strides[at] !== wanted) return false;
    wanted *= dims[at]!;
  }
  return true;
}

/**
 * The elements of a view in order, the last dim fastest.
 *
 * @param span The storage's elements from the view's first to its last.
 * @param most Elements in a chunk.
 * @yields Bytes, each chunk in a buffer of its own.
 */
export function* gather(
  span: Uint16Array | Uint32Array,
  view: View,
  most: number,
): Generator<Uint8Array, void> {
  const { dims, strides } = view;
  const total = elementCount(dims);
  const index = dims.map(() => 0);
  let at = 0;
  for (let first = 0; first < total; first += most) {
    const count = Math.min(most, total - first);
    const chunk = span instanceof Uint16Array ? new Uint16Array(count) : new Uint32Array(count);
    for (let filled = 0; filled < count; filled += 1) {
      chunk[filled] = span[at]!;
      at = next(index, at, dims, strides);
    }
    yield new Uint8Array(chunk.buffer);
  }
}

/** Counts `index` up by one, last dim first, and tells where in the span that is. */
function next(
  index: number[],
  at: number,
  dims: readonly number[],
  strides: readonly number[],
): number {
  let there = at;
  for (let dim = dims.length - 1; dim >= 0; dim -= 1) {
    index[dim] = index[dim]! + 1;
    there += strides[dim]!;
    if (index[dim]! < dims[dim]!) break;
    there -= strides[dim]! * dims[dim]!;
    index[dim] = 0;
  }
  return there;
}
