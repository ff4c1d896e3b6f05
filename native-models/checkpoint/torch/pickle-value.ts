import type { StorageType, SymbolName } from './symbols.ts';
import type { View } from './view.ts';

/** What a pickle may build. Nothing in it can hold itself: see `contain`. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleSymbol
  | PickleTuple
  | PickleDict
  | PickleStorage
  | PickleTensor;

/** A name of Python's, one of those that tensors need. Never looked up. */
export interface PickleSymbol {
  readonly kind: 'symbol';
  readonly name: SymbolName;
}

/** A list that never changes. */
export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
  /** Containers within each other, this one counted. */
  readonly depth: number;
}

/** A dict, or an OrderedDict. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly items: Map<string, PickleValue>;
  depth: number;
  /** Once it is inside another container it never changes again. */
  closed: boolean;
}

/** Numbers in an entry of the zip file, which is named by a key. */
export interface PickleStorage {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: StorageType;
  /** Elements. */
  readonly count: number;
}

/** A storage, seen as a tensor. */
export interface PickleTensor {
  readonly kind: 'tensor';
  readonly storage: PickleStorage;
  readonly view: View;
}

/** Containers within each other: PyTorch's files need 4. */
const deepest = 16;

/** A dict with nothing in it yet. */
export function emptyDict(): PickleDict {
  return { kind: 'dict', items: new Map(), depth: 1, closed: false };
}

/**
 * The depth of a container that takes in these values, each of which is closed by it. So a dict
 * can no longer change when something holds it, and no cycle can ever be made.
 *
 * @throws What `refuse` gives when it is too deep.
 */
export function contain(values: readonly PickleValue[], refuse: () => Error): number {
  let depth = 1;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    if (value.kind === 'dict') value.closed = true;
    if (value.kind === 'dict' || value.kind === 'tuple') depth = Math.max(depth, value.depth + 1);
  }
  if (depth > deepest) throw refuse();
  return depth;
}

/** For a sentence. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value.kind === 'symbol' ? value.name : `a ${value.kind}`;
}
