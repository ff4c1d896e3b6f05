import { open } from 'node:fs/promises';
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
 * Writes one safetensors file.
 *
 * @yields The bytes written since the last time.
 * @see huggingface/safetensors, "Format": u64 length, JSON header, then the values.
 */
export async function* writeSafetensors(
  path: string,
  tensors: readonly WrittenTensor[],
  signal?: AbortSignal,
): AsyncGenerator<number, void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(headerOf(tensors));
    for (const tensor of tensors) {
      const count = elementCount(tensor.dims);
      for (let first = 0; first < count; first += chunkBytes / elementBytes.BF16) {
        throwIfCancelled(signal);
        const length = Math.min(count - first, chunkBytes / elementBytes.BF16);
        const values = new Uint16Array(length);
        tensor.fill(values, first);
        await file.writeFile(littleEndian(values));
        yield values.byteLength;
      }
    }
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Length and JSON, padded with spaces so that the values begin at a multiple of 8. */
function headerOf(tensors: readonly WrittenTensor[]): Uint8Array {
  let end = 0;
  const entries = tensors.map((tensor) => {
    const start = end;
    end += tensorBytes(tensor);
    const entry = { dtype: 'BF16', shape: tensor.dims, data_offsets: [start, end] };
    return [tensor.name, entry] as const;
  });
  const header = { __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) };
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(bytes, 8);
  return bytes;
}

/** The bytes of the values. Every platform Node runs on but s390x is little-endian already. */
function littleEndian(values: Uint16Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? bytes : bytes.swap16();
}
