import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chunkBytes, type LazyTensor } from '../../../../native-models/checkpoint/lazy-tensor.ts';
import { openTorch } from '../../../../native-models/checkpoint/torch/torch-file.ts';
import type { WeightFile } from '../../../../native-models/checkpoint/weight-file.ts';
import { ModelFailure } from '../../../../native-models/failure.ts';
import { localHeader, zipDirectory } from '../../../../native-models/synthesize/zip-records.ts';
import { temporaryFolder } from '../folders.ts';
import { orderedDict, pickle, stateDict, text, torchZip, zip, type MadeTensor } from './made.ts';

const golden = join(import.meta.dirname, '../../../expected/torch.golden');

async function written(file: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'pytorch_model.bin');
  await writeFile(path, file);
  return path;
}

async function opened(path: string): Promise<WeightFile> {
  const file = await openTorch(path);
  onTestFinished(() => file.close());
  return file;
}

async function refused(file: Uint8Array, ...sentences: string[]): Promise<void> {
  const opening = openTorch(await written(file));
  await expect(opening).rejects.toThrow(ModelFailure);
  for (const sentence of sentences) await expect(opening).rejects.toThrow(sentence);
}

async function readAll(tensor: LazyTensor): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tensor.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The elements 0, 1, 2, … in an F32 storage, seen as this tensor. */
async function counting(made: MadeTensor): Promise<LazyTensor> {
  const { count = 24 } = made;
  const values = Float32Array.from({ length: count }, (_, index) => index);
  const list = stateDict({ a: { type: 'FloatStorage', count, ...made } });
  const file = await opened(await written(torchZip(list, { 0: Buffer.from(values.buffer) })));
  return file.tensors[0]!.lazy();
}

test('reads what PyTorch wrote: shared storages, offsets, views in any order', async () => {
  type Golden = Record<string, { dtype: string; dims: number[]; contiguous: boolean; hex: string }>;
  const expected = JSON.parse(await readFile(`${golden}.json`, 'utf8')) as Golden;
  const { tensors } = await opened(`${golden}.bin`);
  expect(tensors.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const tensor of tensors) {
    const { dtype, dims, hex } = expected[tensor.name]!;
    expect(tensor, tensor.name).toMatchObject({ dtype, dims });
    if (['BF16', 'F16', 'F32'].includes(dtype)) {
      expect((await readAll(tensor.lazy())).toString('hex'), tensor.name).toBe(hex);
    } else {
      expect(tensor.lazy).toThrow(`to be BF16, F16 or F32 but received ${dtype}`);
    }
  }
});

describe('walks a storage', () => {
  const floats = async (made: MadeTensor): Promise<number[]> => {
    const { buffer } = Uint8Array.from(await readAll(await counting(made)));
    return [...new Float32Array(buffer)];
  };
  test.each<[string, MadeTensor, number[]]>([
    ['from its offset', { offset: 4, dims: [2, 2], strides: [2, 1] }, [4, 5, 6, 7]],
    ['transposed', { dims: [3, 2], strides: [1, 3] }, [0, 3, 1, 4, 2, 5]],
    ['in columns', { offset: 1, dims: [2, 2], strides: [6, 1] }, [1, 2, 7, 8]],
    ['again and again', { offset: 9, dims: [2, 3], strides: [0, 1] }, [9, 10, 11, 9, 10, 11]],
    ['for one element', { offset: 23, dims: [], strides: [] }, [23]],
    ['over dims of 1 with any stride', { dims: [1, 3], strides: [99, 1] }, [0, 1, 2]],
    ['for nothing', { offset: 24, dims: [0, 4], strides: [4, 1] }, []],
    ['for nothing beyond its end', { offset: 99, dims: [2, 0], strides: [4, 1] }, []],
    ['permuted', { dims: [2, 2, 2], strides: [1, 4, 2] }, [0, 2, 4, 6, 1, 3, 5, 7]],
  ])('%s', async (_, made, expected) => {
    expect(await floats(made)).toEqual(expected);
  });

  test('as the definition of strides says', async () => {
    const dims = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
    const steps = fc.array(fc.nat(4), { minLength: 3, maxLength: 3 });
    const run = fc.asyncProperty(dims, steps, async (lengths, all) => {
      const strides = all.slice(0, lengths.length);
      let walk = [0];
      lengths.forEach((length, dim) => {
        walk = walk.flatMap((at) =>
          Array.from({ length }, (_, index) => at + index * strides[dim]!),
        );
      });
      expect(await floats({ count: 27, dims: lengths, strides })).toEqual(walk);
    });
    await fc.assert(run, { numRuns: 100 });
  });

  test('in whole elements, at most 8 MB at once, each chunk its own', async () => {
    const count = chunkBytes / 4 + 6;
    for (const strides of [
      [2, 1],
      [1, count / 2],
    ]) {
      const tensor = await counting({ count, dims: [count / 2, 2], strides });
      const chunks: Uint8Array[] = [];
      for await (const chunk of tensor.read()) chunks.push(chunk);
      expect(chunks.map(({ length }) => length)).toEqual([chunkBytes, 24]);
      expect(chunks[1]!.buffer.byteLength).toBe(24);
      expect(new Float32Array(chunks[1]!.buffer)[5]).toBe(count - 1);
    }
  });
});

/** A file of 4.6 GB that is empty but for its ends, and its storages' entries: zip64. */
async function hugeFile(tensors: Readonly<Record<string, MadeTensor>>): Promise<string> {
  const path = join(await temporaryFolder(), 'pytorch_model.bin');
  await using handle = await open(path, 'wx');
  const list = stateDict(tensors);
  const sizes = { 'm/data.pkl': list.length, 'm/data/0': 4_600_000_000, 'm/data/1': 12 };
  let headerAt = 0;
  const entries = [];
  for (const [name, sizeBytes] of Object.entries(sizes)) {
    const header = localHeader({ name, sizeBytes, headerAt });
    await handle.write(header, 0, header.length, headerAt);
    const dataAt = headerAt + header.length;
    if (name === 'm/data.pkl') await handle.write(list, 0, list.length, dataAt);
    else await handle.write(Buffer.from('last'), 0, 4, dataAt + sizeBytes - 4);
    entries.push({ name, sizeBytes, headerAt, crc: 0 });
    headerAt = dataAt + sizeBytes;
  }
  const directory = zipDirectory(entries, headerAt);
  await handle.write(directory, 0, directory.length, headerAt);
  return path;
}

test.skipIf(process.platform === 'win32')(
  'reads beyond 4 GB, with numbers beyond 2³¹',
  async () => {
    const huge = { key: '0', count: 2_300_000_000 };
    const [tail, after, scattered] = (
      await opened(
        await hugeFile({
          tail: { ...huge, offset: 2_299_999_996, dims: [4], strides: [1] },
          after: { key: '1' },
          scattered: { ...huge, dims: [2, 2], strides: [1, 2_299_999_998] },
        }),
      )
    ).tensors;
    expect((await readAll(tail!.lazy())).toString()).toBe('\0\0\0\0last');
    expect((await readAll(after!.lazy())).toString()).toBe('\0\0\0\0\0\0\0\0last');
    expect(scattered!.lazy).toThrow(
      'Expected scattered in one piece, or scattered over at most 1073741824 bytes in ' +
        'pytorch_model.bin but received strides [1, 2299999998] over 4600000000.',
    );
  },
);

describe('refuses a file', () => {
  const six = new Uint8Array(12);
  const good = stateDict({ a: {} });
  test.each([
    [
      'without a list of tensors',
      zip([{ name: 'm/data/0' }]),
      "PyTorch's list of tensors, data.pkl, in pytorch_model.bin but received 0",
    ],
    [
      'with two lists',
      torchZip(good, { 0: six }, [{ name: 'n/data.pkl' }]),
      'but received 2 of them',
    ],
    [
      'with big-endian numbers',
      torchZip(good, { 0: six }, [{ name: 'm/byteorder', data: Buffer.from('big') }]),
      'little-endian numbers in pytorch_model.bin but received "big"',
    ],
    [
      'with an endless list',
      torchZip(Buffer.alloc(5_000_000)),
      'at most 4194304 bytes in pytorch_model.bin but received one of 5000000',
    ],
    [
      'that imports os.system',
      torchZip(pickle('cos\nsystem\n', text('true'), '\x85R')),
      'but received os.system. Nothing in it was run.',
    ],
    [
      'whose list is a tuple',
      torchZip(pickle(')')),
      'tensors by name, a state_dict, in pytorch_model.bin but received a tuple',
    ],
    [
      'that is a whole training',
      torchZip(pickle('}', text('model'), orderedDict, 's')),
      'but received a dict as "model"',
    ],
    [
      'with a number among its tensors',
      torchZip(pickle('}', text('epoch'), 'K\x03s')),
      'but received a number as "epoch"',
    ],
    [
      'without a storage',
      torchZip(good, { 1: six }),
      'a storage 0 of 12 bytes in pytorch_model.bin but received none',
    ],
    [
      'with a storage cut short',
      torchZip(good, { 0: six.subarray(1) }),
      'a storage 0 of 12 bytes in pytorch_model.bin but received 11 bytes',
    ],
    [
      'with a storage of two types',
      torchZip(stateDict({ a: {}, b: { type: 'HalfStorage' } }), { 0: six }),
      'one type of numbers in storage 0 in pytorch_model.bin but received BF16 and F16',
    ],
    [
      'that would become far more than it is',
      torchZip(
        stateDict(
          Object.fromEntries(
            Array.from({ length: 90 }, (_, n) => [
              `w${n}`,
              { count: 9000, dims: [9000], strides: [1] },
            ]),
          ),
        ),
        { 0: new Uint8Array(18_000) },
      ),
      'tensors of at most twice its ',
    ],
    [
      'whose storages disagree on their length',
      torchZip(stateDict({ a: {}, b: { count: 7 } }), { 0: six }),
      'a storage 0 of 14 bytes',
    ],
  ])('%s', (_, file, sentence) => refused(file, sentence));

  test('whose list was changed on its way', async () => {
    const file = torchZip(good, { 0: six });
    file[file.indexOf('BFloat16Storage')] = 0x62;
    await refused(file, 'Expected checksum ', ' of m/data.pkl in pytorch_model.bin but received ');
  });
});

test('does not give out the end of a storage that was changed on its way', async () => {
  const list = stateDict({
    whole: {},
    turned: { dims: [3, 2], strides: [1, 3] },
    part: { dims: [2], strides: [1] },
  });
  const file = torchZip(list, { 0: Buffer.from('some numbers') });
  file[file.indexOf('numbers')] = 0x4e;
  const { tensors } = await opened(await written(file));
  const [whole, turned, part] = tensors.map((tensor) => tensor.lazy());
  const sentence = ' of m/data/0 in pytorch_model.bin but received';
  await expect(readAll(whole!)).rejects.toThrow(sentence);
  await expect(readAll(turned!)).rejects.toThrow(sentence);
  expect((await readAll(part!)).toString()).toBe('some');
});

test('a good file with a few bytes changed is read or refused', async () => {
  const good = await readFile(`${golden}.bin`);
  const path = join(await temporaryFolder(), 'pytorch_model.bin');
  const place = fc.oneof(fc.nat(good.length - 1), fc.integer({ min: 64, max: 2500 }));
  const changes = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 });
  const run = fc.asyncProperty(changes, async (edits) => {
    const bytes = Buffer.from(good);
    for (const [at, byte] of edits) bytes[at] = byte;
    await writeFile(path, bytes);
    try {
      await using stack = new AsyncDisposableStack();
      const file = await openTorch(path);
      stack.defer(() => file.close());
      for (const tensor of file.tensors) {
        const all = await readAll(tensor.lazy());
        expect(all.length).toBeLessThanOrEqual(good.length);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ModelFailure);
    }
  });
  await fc.assert(run, { numRuns: 500 });
});
