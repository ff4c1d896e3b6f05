import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readZip } from '../../../../native-models/checkpoint/torch/zip.ts';
import { ModelFailure } from '../../../../native-models/failure.ts';
import { bytes, zip, type MadeEnd, type MadeEntry } from './made.ts';

/** Reads a zip file in memory. It must never ask for bytes outside of it. */
function read(file: Buffer): ReturnType<typeof readZip> {
  const at = (position: number, length: number): Promise<DataView> => {
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position + length).toBeLessThanOrEqual(file.length);
    return Promise.resolve(new DataView(Uint8Array.from(file).buffer, position, length));
  };
  return readZip(at, file.length, 'pytorch_model.bin');
}

async function refused(file: Buffer, sentence: string): Promise<void> {
  const reading = read(file);
  await expect(reading).rejects.toThrow(ModelFailure);
  await expect(reading).rejects.toThrow(sentence);
  await expect(reading).rejects.toHaveProperty('code', 'bad-checkpoint');
}

const two: readonly MadeEntry[] = [
  { name: 'm/data.pkl', data: Buffer.from('list') },
  { name: 'm/data/0', data: Buffer.from('numbers') },
];

test('tells where entries lie', async () => {
  const file = zip(two);
  const entries = await read(file);
  expect([...entries.keys()]).toEqual(['m/data.pkl', 'm/data/0']);
  for (const { name, data } of two) {
    const { start, sizeBytes } = entries.get(name as string)!;
    expect(file.subarray(start, start + sizeBytes)).toEqual(data);
  }
});

test('reads the records of zip64, with numbers in either place', async () => {
  const wide = bytes(2, 1, 16);
  const extra = Buffer.concat([bytes(2, 0x4246, 1), Buffer.from('Z'), wide, bytes(8, 4, 4)]);
  const size = { sizeBytes: 0xffffffff, own: { sizeBytes: 4 }, extra };
  const entries = await read(zip([{ ...two[0]!, ...size }, two[1]!], { long: {} }));
  expect([...entries.values()].map(({ sizeBytes }) => sizeBytes)).toEqual([4, 7]);
  const saturated = { count: 0xffff, length: 0xffffffff, start: 0xffffffff };
  expect((await read(zip(two, { ...saturated, long: {} }))).size).toBe(2);
});

test('takes an entry whose sizes follow it, as PyTorch writes them', async () => {
  const own = { sizeBytes: 0, crc: 0 };
  expect((await read(zip([{ ...two[0]!, flags: 0x0808, own }, two[1]!]))).size).toBe(2);
});

describe('refuses a file', () => {
  test.each([
    ['that is empty', Buffer.alloc(0), 'but received 0 bytes that do not end as a zip file does'],
    ['that was cut off', zip(two).subarray(0, -1), 'its download broke off'],
    ['of 22 random bytes', Buffer.alloc(22, 7), '22 bytes that do not end'],
    [
      'that only points to itself in Git LFS',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4180000000\n'),
      'a Git LFS pointer, which stands for the file itself',
    ],
    [
      'of PyTorch before 1.6',
      Buffer.concat([Buffer.from([0x80, 2, 0x8a, 10]), Buffer.alloc(60)]),
      "an older PyTorch's format",
    ],
  ])('%s', (_, file, sentence) => refused(file, sentence));

  test.each<[string, MadeEnd, string]>([
    ['a comment', { comment: 'hello' }, 'that do not end as a zip file does'],
    ['many parts', { disk: 1 }, 'a zip directory in one part'],
    ['two numbers of entries', { here: 1 }, 'a zip directory in one part'],
    ['too few entries', { count: 1 }, 'Expected 1 entries in its zip directory'],
    ['too many entries', { count: 3 }, 'Expected 3 entries in its zip directory'],
    ['more entries than any', { count: 20_000 }, 'at most 16384 entries in 4194304 bytes'],
    ['an endless directory', { length: 0x7fffffff }, 'at most 16384 entries in 4194304 bytes'],
    ['a longer directory', { length: 200 }, 'a zip directory that ends at'],
    ['a directory elsewhere', { start: 3 }, 'a zip directory that ends at'],
    ['a directory beyond 4 GB, without saying where', { start: 0xffffffff }, 'that ends at'],
    ['zip64 records elsewhere', { long: { at: 7 } }, 'but received a pointer to 7'],
    ['zip64 with another count', { long: { count: 9 } }, 'a count of 2 in one and 9 in the other'],
    ['zip64 with another length', { long: { length: 9 } }, 'and 9 in the other'],
    ['zip64 with another start', { long: { start: 2 ** 40 } }, 'and 1099511627776 in the other'],
    [
      'zip64 that starts nowhere',
      { start: 0xffffffff, long: { start: 2 ** 62 } },
      'one of 110 bytes at 4611686018427387904',
    ],
  ])('whose end tells of %s', (_, end, sentence) => refused(zip(two, end), sentence));

  const zip64 = (...sizes: number[]): Buffer =>
    Buffer.concat([bytes(2, 1, 8 * sizes.length), bytes(8, ...sizes)]);
  test.each<[string, Partial<MadeEntry>, string]>([
    [
      'that is deflated',
      { method: 8 },
      'm/data/0 to be stored, as PyTorch does it, in pytorch_model.bin but received a deflated entry',
    ],
    ['packed by a newer method', { method: 93 }, 'an entry packed by method 93'],
    ['that is encrypted', { flags: 1 }, 'an encrypted entry'],
    ['that is strongly encrypted', { flags: 0x2041 }, 'an encrypted entry'],
    ['with flags nobody sets', { flags: 1 << 5 }, 'one with flags 32'],
    ['that unpacks to more, a bomb', { sizeBytes: 2 ** 31 }, 'entries before the zip directory'],
    [
      'that is packed',
      { packedBytes: 3 },
      'to be stored as it is in pytorch_model.bin but received 3 bytes for its 7',
    ],
    ['in another part', { disk: 1 }, 'to be stored as it is'],
    ['whose size is missing', { sizeBytes: 0xffffffff }, 'a zip64 field for m/data/0'],
    ['whose size is half there', { sizeBytes: 0xffffffff, extra: zip64(7) }, 'a zip64 field'],
    ['whose size is twice there', { extra: Buffer.concat([zip64(), zip64()]) }, 'a zip64 field'],
    ['with a broken extra field', { extra: bytes(2, 7, 7) }, 'but received a broken one'],
    ['with half an extra field', { extra: Buffer.alloc(3) }, 'but received a broken one'],
    [
      'as large as no number',
      { sizeBytes: 0xffffffff, extra: zip64(2 ** 60, 2 ** 60) },
      'a zip64 field for m/data/0',
    ],
    [
      'of a terabyte',
      { sizeBytes: 0xffffffff, extra: zip64(2 ** 40, 2 ** 40) },
      'entries before the zip directory at 89 in pytorch_model.bin but received m/data/0 of 1099511627776 bytes',
    ],
    ['over another', { headerAt: 20 }, 'm/data.pkl and m/data/0 overlapping'],
    ['at the same place as another', { headerAt: 0 }, 'overlapping'],
    ['in the directory', { headerAt: 80 }, 'm/data/0 before the zip directory'],
    ['beyond the file', { headerAt: 0x7fffffff }, 'm/data/0 before the zip directory'],
    ['whose header is none', { own: { signature: 0 } }, 'but received another signature'],
    ['that calls itself otherwise', { own: { name: 'm/data/1' } }, 'but received another name'],
    ['with a longer name of its own', { own: { name: 'm/data/00' } }, 'another name'],
    ['with other flags of its own', { own: { flags: 1 } }, 'another flags'],
    ['with another method of its own', { own: { method: 8 } }, 'another method'],
    ['with another checksum of its own', { own: { crc: 1 } }, 'another checksum'],
    ['with another size of its own', { own: { sizeBytes: 9 } }, 'another size'],
    ['without a size of its own', { own: { sizeBytes: 0 } }, 'another size'],
    ['that is there twice', { name: 'm/data.pkl' }, 'every entry once'],
    ['whose name is no text', { name: Buffer.from([0xff, 0xfe]) }, 'names of entries in UTF-8'],
  ])('with an entry %s', (_, entry, sentence) =>
    refused(zip([two[0]!, { ...two[1]!, ...entry }]), sentence),
  );

  test.each([
    '../../.bashrc',
    '/etc/passwd',
    'm/../../x',
    'm/./x',
    'm//x',
    'm/',
    '',
    'C:\\windows',
    'm\\x',
    'c:/x',
    'm/\u0000x',
    'm/\u001b[31mred',
    'm/\u202ered',
    'x'.repeat(300),
  ])('with an entry whose name leads elsewhere: %j', async (name) => {
    await refused(zip([two[0]!, { name }]), 'plain names of entries');
  });
});

async function survives(file: Buffer): Promise<void> {
  try {
    for (const { start, sizeBytes } of (await read(file)).values()) {
      expect(start + sizeBytes).toBeLessThan(file.length);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFailure);
  }
}

test('random bytes at the end of a file are refused, never followed', async () => {
  const end = fc.uint8Array({ maxLength: 120 }).map((random) => {
    return Buffer.concat([zip(two, { long: {} }).subarray(0, -30), random]);
  });
  await fc.assert(fc.asyncProperty(end, survives), { numRuns: 1000 });
});

test('a good file with a few bytes changed, cut off or added is read or refused', async () => {
  const good = zip(two, { long: {} });
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  const run = fc.asyncProperty(
    changes,
    fc.nat(good.length + 20),
    fc.boolean(),
    async (edits, length, cut) => {
      const file = Buffer.concat([good, Buffer.alloc(20)]);
      for (const [at, byte] of edits) file[at] = byte;
      await survives(file.subarray(0, cut ? length : good.length));
    },
  );
  await fc.assert(run, { numRuns: 3000 });
});
