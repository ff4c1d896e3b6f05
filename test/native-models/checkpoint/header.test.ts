import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerLength, parseHeader } from '../../../native-models/checkpoint/header.ts';
import { ModelFailure } from '../../../native-models/failure.ts';
import { safetensors } from './folders.ts';

/** Parses a file with this header and so many bytes of values. */
function parse(json: string, valueBytes = 8): ReturnType<typeof parseHeader> {
  const file = safetensors(json, new Uint8Array(valueBytes));
  const length = headerLength(file.subarray(0, 8), file.length, 'model.safetensors');
  return parseHeader(file.subarray(8, 8 + length), file.length, 'model.safetensors');
}

const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'BF16'): string =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

test('tells where tensors lie in the file', () => {
  const json = `{"__metadata__":{"format":"pt"},"a":${entry([2, 1], [0, 4])},"b":${entry([2], [4, 8])},"c":${entry([], [8, 10])}}`;
  const start = 8 + json.length;
  expect(parse(json, 10)).toEqual([
    { name: 'a', dtype: 'BF16', dims: [2, 1], start, end: start + 4 },
    { name: 'b', dtype: 'BF16', dims: [2], start: start + 4, end: start + 8 },
    { name: 'c', dtype: 'BF16', dims: [], start: start + 8, end: start + 10 },
  ]);
});

test('takes what the format allows: padding, any order, empty tensors, types that come later', () => {
  expect(parse(`{"b":${entry([2], [4, 8])},"a":${entry([2], [0, 4])}}   `)).toHaveLength(2);
  expect(parse(`{"a":${entry([0, 9], [0, 0])},"b":${entry([4], [0, 8])}}`)).toHaveLength(2);
  expect(parse(`{"a":${entry([2], [0, 8], 'F9')}}`)).toHaveLength(1);
  expect(parse(`{"__proto__":${entry([4], [0, 8])}}`)[0]?.name).toBe('__proto__');
  expect(parse('{}', 0)).toEqual([]);
});

test.each([
  ['a hole where the length should be', new Uint8Array(3), 'a header of at least 8 bytes'],
  ['nothing', new Uint8Array(), 'but received a file of 0'],
  [
    'a header longer than the file',
    Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 0x7b]),
    'a header of 9 bytes in model.safetensors but received a file that ends after 9',
  ],
  [
    'an absurd length',
    Buffer.alloc(64, 0xff),
    'a header of at most 100000000 bytes in model.safetensors but received one of 18446744073709551615',
  ],
])('refuses %s', (_, file, sentence) => {
  const refusal = () => headerLength(file.subarray(0, 8), file.length, 'model.safetensors');
  expect(refusal).toThrow(ModelFailure);
  expect(refusal).toThrow(sentence);
  expect(refusal).toThrow('download it again');
});

const keys = 'entries with dtype, shape and data_offsets';
test.each([
  ['no JSON', '{"a":', 'Expected the header of model.safetensors to be JSON'],
  ['a list', '[]', 'a header with one entry a tensor'],
  ['null', 'null', 'a header with one entry a tensor'],
  ['an entry that is a number', '{"a":1}', keys],
  ['an entry without dtype', '{"a":{"shape":[1],"data_offsets":[0,2]}}', keys],
  ['a negative dim', `{"a":${entry([-1], [0, 2])}}`, keys],
  ['half a dim', `{"a":${entry([0.5], [0, 1])}}`, keys],
  ['a dim beyond counting', `{"a":${entry([2 ** 60], [0, 2])}}`, keys],
  ['seventeen dims', `{"a":${entry(Array(17).fill(1), [0, 2])}}`, keys],
  ['three offsets', `{"a":${entry([1], [0, 2, 4])}}`, keys],
  ['offsets outside the file', `{"a":${entry([8], [0, 16])}}`, 'tensors within its 8 bytes'],
  ['offsets that go back', `{"a":${entry([1], [4, 2])}}`, 'tensors within its 8 bytes'],
  ['too few bytes', `{"a":${entry([2, 2], [0, 6])}}`, '8 bytes for this shape'],
  ['too many bytes', `{"a":${entry([1], [0, 6])}}`, '2 bytes for this shape'],
  ['an absurd shape', `{"a":${entry([2 ** 52, 2 ** 52], [0, 8])}}`, 'bytes for this shape'],
  [
    'two tensors in one place',
    `{"a":${entry([2], [0, 4])},"b":${entry([2], [2, 6])}}`,
    'tensors side by side in model.safetensors but received a and b overlapping',
  ],
  ['values nobody owns', `{"a":${entry([2], [4, 8])}}`, 'the header and a with a hole between'],
  ['a tail nobody owns', `{"a":${entry([2], [0, 4])}}`, 'a and the end with a hole between'],
  [
    'a name that appears twice',
    `{"a":${entry([1], [0, 2])},"a":${entry([1], [2, 4])}}`,
    'the key a appears twice',
  ],
  [
    'a name that appears twice in disguise',
    `{"a\\"":${entry([1], [0, 2])},"\\u0061\\u0022":${entry([1], [2, 4])}}`,
    'the key a" appears twice',
  ],
  ['a key that appears twice', '{"a":{"dtype":"BF16","dtype":"F32"}}', 'dtype appears twice'],
  ['deep nesting', '['.repeat(100_000), 'nested deeper than 32'],
])('refuses %s', (_, json, sentence) => {
  const refusal = () => parse(json);
  expect(refusal).toThrow(ModelFailure);
  expect(refusal).toThrow(sentence);
});

test('refuses bytes that are no text', () => {
  const json = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  expect(() => parseHeader(json, 15, 'model.safetensors')).toThrow('not UTF-8');
});

/** Reads a whole file as the opener does; anything but tensors or a refusal is a fault. */
function survives(file: Uint8Array): void {
  try {
    const length = headerLength(file.subarray(0, 8), file.length, 'x');
    for (const { start, end } of parseHeader(file.subarray(8, 8 + length), file.length, 'x')) {
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(file.length);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFailure);
  }
}

test('random bytes are refused, never followed', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), { numRuns: 2000 });
  const withLength = fc.uint8Array({ maxLength: 200 }).map((bytes) => {
    return safetensors(Buffer.from(bytes).toString('latin1'));
  });
  fc.assert(fc.property(withLength, survives), { numRuns: 2000 });
});

test('a good file with a few bytes changed, cut off or added is read or refused', () => {
  const good = safetensors(
    `{"__metadata__":{"format":"pt"},"a":${entry([2], [0, 4])},"b":${entry([1], [4, 8], 'F32')}}`,
    new Uint8Array(8),
  );
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  const length = fc.nat(good.length + 20);
  fc.assert(
    fc.property(changes, length, (edits, bytes) => {
      const file = Buffer.concat([good, Buffer.alloc(20)]);
      for (const [at, byte] of edits) file[at] = byte;
      survives(file.subarray(0, bytes));
    }),
    { numRuns: 5000 },
  );
});

test('random JSON of the right kind is read or refused', () => {
  const size = fc.oneof(fc.nat(10), fc.integer(), fc.double(), fc.maxSafeInteger());
  const entries = fc.dictionary(
    fc.string(),
    fc.record(
      {
        dtype: fc.constantFrom('BF16', 'F32', 'F4', 'I64', 'constructor', '__proto__'),
        shape: fc.array(size, { maxLength: 4 }),
        data_offsets: fc.tuple(size, size),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(entries, (header) => {
      survives(safetensors(JSON.stringify(header), new Uint8Array(10)));
    }),
    { numRuns: 2000 },
  );
});
