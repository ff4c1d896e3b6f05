import { open } from 'node:fs/promises';
import { tensorBytes, valuesOf, type WrittenTensor } from './written-tensor.ts';

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
      for (const values of valuesOf(tensor, signal)) {
        await file.writeFile(values);
        yield values.length;
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
