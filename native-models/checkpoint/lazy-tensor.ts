import { ModelFailure } from '../failure.ts';

/** The number formats a weight may be stored in. */
export type TensorType = 'BF16' | 'F16' | 'F32';

/** Bytes of one element. */
export const elementBytes: Readonly<Record<TensorType, number>> = { BF16: 2, F16: 2, F32: 4 };

/** A chunk of `read()` is never longer than this. */
export const chunkBytes = 8 * 1024 * 1024;

/** A weight that stays on disk until it is read. */
export interface LazyTensor {
  /** The canonical name: DeepSeek's, whatever the layout. */
  readonly name: string;
  readonly type: TensorType;
  /** Row-major, as PyTorch has them. A scalar has none. */
  readonly dims: readonly number[];
  /**
   * The values, little-endian and in order, in chunks of at most 8 MB whose length is a multiple
   * of the element size. Every chunk is its own buffer, which the reader may keep.
   *
   * @throws {ModelFailure} `bad-checkpoint` when the file has changed since it was opened.
   */
  read(): AsyncIterable<Uint8Array>;
}

/**
 * The type of a weight by its name in a file.
 *
 * @throws {ModelFailure} `bad-checkpoint` for a type that no weight of a Janus may have.
 */
export function asTensorType(dtype: string, name: string, file: string): TensorType {
  if (Object.hasOwn(elementBytes, dtype)) return dtype as TensorType;
  throw new ModelFailure(
    'bad-checkpoint',
    `Expected ${name} in ${file} to be BF16, F16 or F32 but received ${dtype.slice(0, 40)}. ` +
      'Use the published weights, not quantised ones.',
  );
}

/** How many elements a tensor of these dims has. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/**
 * Stacks tensors along dim 0 without reading them: transformers' q, k and v of the vision tower
 * become DeepSeek's one `qkv`.
 *
 * @throws {ModelFailure} `bad-checkpoint` when the parts differ in type or in any other dim.
 */
export function concatTensors(name: string, parts: readonly LazyTensor[]): LazyTensor {
  const [first, ...rest] = parts;
  if (first === undefined || first.dims.length === 0) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected parts with rows for ${name}, received none.`,
    );
  }
  for (const part of rest) {
    if (part.type !== first.type || part.dims.slice(1).join() !== first.dims.slice(1).join()) {
      throw new ModelFailure(
        'bad-checkpoint',
        `Expected the parts of ${name} to be of one type and width but received ` +
          `${describeTensor(first)} and ${describeTensor(part)}. Download the checkpoint again.`,
      );
    }
  }
  const rows = parts.reduce((sum, part) => sum + part.dims[0]!, 0);
  return {
    name,
    type: first.type,
    dims: [rows, ...first.dims.slice(1)],
    async *read() {
      for (const part of parts) yield* part.read();
    },
  };
}

/**
 * The same values in the same order under other dims.
 *
 * @throws {ModelFailure} `bad-checkpoint` when the number of elements would change.
 */
export function reshapeTensor(tensor: LazyTensor, dims: readonly number[]): LazyTensor {
  if (elementCount(dims) !== elementCount(tensor.dims)) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected as many elements in [${dims.join(', ')}] as in ${describeTensor(tensor)}. ` +
        'Check that config.json belongs to these weights.',
    );
  }
  return { ...tensor, dims, read: () => tensor.read() };
}

/** For a sentence: `name BF16 [2, 3]`. */
function describeTensor(tensor: Pick<LazyTensor, 'name' | 'type' | 'dims'>): string {
  return `${tensor.name} ${tensor.type} [${tensor.dims.join(', ')}]`;
}
