import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPickle } from '../../../../native-models/checkpoint/torch/pickle.ts';
import { openTorch } from '../../../../native-models/checkpoint/torch/torch-file.ts';
import { writeTorch } from '../../../../native-models/synthesize/torch-file.ts';
import { torchPickle } from '../../../../native-models/synthesize/torch-pickle.ts';
import type { WrittenTensor } from '../../../../native-models/synthesize/written-tensor.ts';
import { temporaryFolder } from '../folders.ts';

const plain = join(import.meta.dirname, '../../../expected/torch.plain.bin');

test('writes what PyTorch writes, byte for byte', async () => {
  const file = await openTorch(plain);
  onTestFinished(() => file.close());
  const tensors: WrittenTensor[] = [];
  for (const { name, dims, lazy } of file.tensors) {
    const chunks = await Array.fromAsync(lazy().read());
    const values = new Uint16Array(Uint8Array.from(Buffer.concat(chunks)).buffer);
    tensors.push({
      name,
      dims,
      fill: (into) => {
        into.set(values);
      },
    });
  }
  const path = join(await temporaryFolder(), 'torch.plain.bin');
  await Array.fromAsync(writeTorch(path, tensors));
  const [ours, theirs] = [await readFile(path), await readFile(plain)];
  // The last entry of theirs, a hash of the others, is not written; then comes the directory.
  const directory = ours.indexOf('PK\u0001\u0002');
  expect(ours.subarray(0, directory)).toEqual(theirs.subarray(0, directory));
  const records = ours.subarray(directory, ours.indexOf('PK\u0006\u0006'));
  const theirRecords = theirs.indexOf('PK\u0001\u0002');
  expect(records).toEqual(theirs.subarray(theirRecords, theirRecords + records.length));
});

test.each([1, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 39, 2 ** 47])(
  'tells of tensors of %d elements',
  (count) => {
    const pickle = Uint8Array.from(
      torchPickle([{ name: 'a', dims: [count], fill: () => undefined }]),
    );
    const { items } = readPickle(new DataView(pickle.buffer), 'x') as {
      items: Map<string, unknown>;
    };
    expect(items.get('a')).toMatchObject({ storage: { count }, view: { dims: [count] } });
  },
);

test('tells of more tensors than Python puts on the stack at once', () => {
  for (const count of [1, 1000, 1001, 2345]) {
    const tensors = Array.from({ length: count }, (_, index) => {
      return { name: `w${index}`, dims: [1], fill: () => undefined };
    });
    const pickle = Uint8Array.from(torchPickle(tensors));
    expect(readPickle(new DataView(pickle.buffer), 'x')).toMatchObject({ items: { size: count } });
  }
});
