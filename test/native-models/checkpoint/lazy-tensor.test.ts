import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  chunkBytes,
  concatTensors,
  reshapeTensor,
  type LazyTensor,
} from '../../../native-models/checkpoint/lazy-tensor.ts';
import { openSafetensors } from '../../../native-models/checkpoint/safetensors.ts';
import { safetensors, temporaryFolder } from './folders.ts';

/** A tensor in memory. */
function inMemory(name: string, dims: readonly number[], bytes: readonly number[]): LazyTensor {
  return {
    name,
    type: 'BF16',
    dims,
    // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for in memory
    async *read() {
      yield Uint8Array.from(bytes);
    },
  };
}

async function readAll(tensor: LazyTensor): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of tensor.read()) bytes.push(...chunk);
  return bytes;
}

test('stacks tensors along their rows', async () => {
  const stacked = concatTensors('qkv', [
    inMemory('q', [1, 2], [1, 2, 3, 4]),
    inMemory('k', [2, 2], [5, 6, 7, 8, 9, 10, 11, 12]),
  ]);
  expect(stacked).toMatchObject({ name: 'qkv', type: 'BF16', dims: [3, 2] });
  expect(await readAll(stacked)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('does not stack tensors of different widths or types', () => {
  const q = inMemory('q', [1, 2], []);
  expect(() => concatTensors('qkv', [q, inMemory('k', [1, 3], [])])).toThrow(
    'Expected the parts of qkv to be of one type and width but received q BF16 [1, 2] and k BF16 [1, 3]',
  );
  expect(() => concatTensors('qkv', [q, { ...q, type: 'F32' }])).toThrow('q F32 [1, 2]');
  expect(() => concatTensors('qkv', [])).toThrow('received none');
});

test('gives the same values other dims, if there are as many', async () => {
  const flat = inMemory('pos', [4], [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(reshapeTensor(flat, [1, 2, 2])).toMatchObject({ name: 'pos', dims: [1, 2, 2] });
  expect(await readAll(reshapeTensor(flat, [1, 2, 2]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(() => reshapeTensor(flat, [3])).toThrow('as many elements in [3] as in pos BF16 [4]');
});

/** One F32 tensor of so many elements, each the number of its place, in a file. */
async function countingFile(count: number): Promise<string> {
  const file = join(await temporaryFolder(), 'model.safetensors');
  const values = Float32Array.from({ length: count }, (_, index) => index);
  const entry = { dtype: 'F32', shape: [count], data_offsets: [0, count * 4] };
  await writeFile(file, safetensors(JSON.stringify({ a: entry }), Buffer.from(values.buffer)));
  return file;
}

test('reads in whole elements, at most 8 MB at once, each chunk its own', async () => {
  const count = (2 * chunkBytes) / 4 + 1;
  const file = await openSafetensors(await countingFile(count));
  onTestFinished(() => file.close());
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.tensors[0]!.lazy().read()) chunks.push(chunk);
  expect(chunks.map(({ length }) => length)).toEqual([chunkBytes, chunkBytes, 4]);
  const last = new Float32Array(chunks[1]!.buffer, chunks[1]!.byteOffset);
  expect(last.at(-1)).toBe(count - 2);
  expect(new Float32Array(chunks[2]!.buffer)[0]).toBe(count - 1);
});

test('says so when a file shrinks while it is open', async () => {
  const path = await countingFile(100);
  const file = await openSafetensors(path);
  onTestFinished(() => file.close());
  await truncate(path, 200);
  await expect(readAll(file.tensors[0]!.lazy())).rejects.toThrow(
    'in model.safetensors but it has become shorter since it was opened',
  );
});
