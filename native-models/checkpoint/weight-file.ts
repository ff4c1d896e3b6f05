import type { LazyTensor } from './lazy-tensor.ts';

/** A tensor as a file stores it, under the file's own name. */
export interface StoredTensor {
  readonly name: string;
  /** In safetensors' words: `BF16`, `I64`, or a type nobody knew when this was written. */
  readonly dtype: string;
  readonly dims: readonly number[];
  /**
   * Makes it readable.
   *
   * @throws {ModelFailure} `bad-checkpoint` for a type that no weight of a Janus may have.
   */
  readonly lazy: () => LazyTensor;
}

/** An open file of weights, whatever its format. Its tensors can be read until it is closed. */
export interface WeightFile {
  readonly name: string;
  readonly tensors: readonly StoredTensor[];
  close(): Promise<void>;
}
