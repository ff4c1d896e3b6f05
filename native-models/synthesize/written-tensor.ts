import { chunkBytes, elementBytes, elementCount } from '../checkpoint/lazy-tensor.ts';
import { throwIfCancelled } from '../failure.ts';

/** A tensor whose BF16 values are made while they are written. */
export interface WrittenTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Fills `into` with elements `first`, `first + 1`, … */
  readonly fill: (into: Uint16Array, first: number) => void;
}

/** Bytes of a tensor in the file. */
export function tensorBytes(tensor: WrittenTensor): number {
  return elementCount(tensor.dims) * elementBytes.BF16;
}

/**
 * The values of a tensor, little-endian.
 *
 * @yields Chunks of at most 8 MB.
 * @throws {ModelFailure} `cancelled`
 */
export function* valuesOf(
  tensor: WrittenTensor,
  signal?: AbortSignal,
): Generator<Uint8Array, void> {
  const count = elementCount(tensor.dims);
  for (let first = 0; first < count; first += chunkBytes / elementBytes.BF16) {
    throwIfCancelled(signal);
    const values = new Uint16Array(Math.min(count - first, chunkBytes / elementBytes.BF16));
    tensor.fill(values, first);
    yield littleEndian(values);
  }
}

/** The bytes of the values. Every platform Node runs on but s390x is little-endian already. */
function littleEndian(values: Uint16Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? bytes : bytes.swap16();
}
