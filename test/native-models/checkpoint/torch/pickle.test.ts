import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusedOperations } from '../../../../native-models/checkpoint/torch/refused-operations.ts';
import { ModelFailure } from '../../../../native-models/failure.ts';
import {
  bytes,
  long,
  orderedDict,
  pickle,
  sizes,
  stateDict,
  storage,
  tensor,
  text,
} from './made.ts';

import { read, refused } from './refusal.ts';

test('reads tensors by name', () => {
  const view = { offset: 1, dims: [3, 2], strides: [1, 3] };
  const list = read(
    stateDict({ 'a.weight': {}, 'a.bias': { type: 'HalfStorage', key: '7', count: 99, ...view } }),
  );
  const items = list as { items: Map<string, unknown> };
  expect([...items.items]).toMatchObject([
    ['a.weight', { storage: { key: '0', type: 'BF16', count: 6 }, view: { dims: [2, 3] } }],
    ['a.bias', { storage: { key: '7', type: 'F16', count: 99 }, view }],
  ]);
});

test('recalls what was kept, and drops the attributes of an OrderedDict', () => {
  const good = pickle(
    orderedDict,
    text('a'),
    tensor(),
    'q\x05',
    's',
    text('b'),
    'h\x05',
    's',
    '}',
    text('_metadata'),
    orderedDict,
    'sb',
  );
  expect(read(good)).toMatchObject({ kind: 'dict', items: { size: 2 } });
});

describe('refuses, by name,', () => {
  test.each([
    ['os', 'system', 'os.system'],
    ['posix', 'system', 'posix.system'],
    ['builtins', 'eval', 'builtins.eval'],
    ['__builtin__', 'exec', '__builtin__.exec'],
    ['torch._utils', '_rebuild_parameter', 'torch._utils._rebuild_parameter'],
    ['torch', 'DoubleStorage', 'torch.DoubleStorage'],
    ['collections', 'OrderedDict.fromkeys', 'collections.OrderedDict.fromkeys'],
    ['collections.OrderedDict', '', '"collections.OrderedDict."'.slice(1, -1)],
    ['constructor', '__proto__', 'constructor.__proto__'],
    ['a b\x1b[31m', 'c', '"a b\\u001b[31m.c"'],
  ])('%s.%s', (module, name, shown) => {
    const call = pickle(`c${module}\n${name}\n(`, text('rm -rf ~'), 'tR');
    refused(call, `but received ${shown}. Nothing in it was run. Take the file from its publisher`);
  });

  test.each([...refusedOperations])('operation %i, %s', (code, name) => {
    const parts = pickle('NN', [code], 'os\nsystem\n');
    const where = code === 0x80 ? `the operation ${name}` : `the operation ${name} at byte 4`;
    refused(parts, where, 'Nothing in it was run.');
  });

  test('a byte that is no operation', () => {
    refused(pickle([0xff]), 'the operation "ÿ" at byte 2 of its pickle');
  });

  test.each([0, 1, 3, 4, 5, 200])('protocol %i', (protocol) => {
    refused(Buffer.from([0x80, protocol, 0x2e]), `but received protocol ${protocol}.`);
  });

  test('a pickle without protocol', () => {
    refused(Buffer.from('}.'), 'a pickle of protocol 2');
  });
});

describe('refuses recursion:', () => {
  const cycle = 'dicts that hold neither themselves nor what changes later';
  test.each([
    ['a dict in itself', ['}q\x00', text('me'), 'h\x00s']],
    ['a dict in a tuple in itself', ['}q\x00', text('me'), 'h\x00\x85s']],
    [
      'two dicts in each other',
      ['}q\x00', text('b'), '}q\x01', text('a'), 'h\x00ss', 'h\x01', text('x'), 'h\x00s'],
    ],
    [
      'two dicts in each other, later',
      ['}q\x00', '}q\x01', text('a'), 'h\x00s', '\x85', 'h\x00', text('b'), 'h\x01s'],
    ],
  ])('%s', (_, parts) => {
    refused(pickle(...parts), cycle);
  });

  test('tuples within tuples, without end', () => {
    refused(pickle('N', '\x85'.repeat(1_000_000)), 'tuples and dicts nested without end');
    refused(pickle(')q\x00', '\x85q\x00h\x00\x86q\x00'.repeat(1000)), 'nested without end');
  });

  test('dicts within dicts, without end', () => {
    const depth = 100;
    const opened = Array.from({ length: depth }, () => [Buffer.from('}'), text('d')]).flat();
    refused(pickle(...opened, '}', 's'.repeat(depth)), 'nested without end');
  });
});

describe('refuses what would fill memory:', () => {
  test.each([
    ['values', ['}'.repeat(20_000)], 'at most 16384 values at once'],
    ['values, recalled', ['}q\x00', 'h\x00'.repeat(20_000)], 'at most 16384 values at once'],
    ['dicts', [`(${'}'.repeat(16_000)}t`.repeat(40)], 'at most 524288 values'],
    ['marks', ['('.repeat(100)], 'at most 64 marks'],
    [
      'memos',
      [
        'N',
        Buffer.concat(
          Array.from({ length: 300_000 }, (_, key) =>
            Buffer.concat([Buffer.from('r'), bytes(4, key)]),
          ),
        ),
      ],
      'at most 262144 memos',
    ],
    ['a text of 4 GB', ['X\xff\xff\xff\xff'], 'Expected 4294967295 bytes at 7'],
    ['a name without end', ['c', 'a'.repeat(300)], 'names of 256 letters'],
    ['a number without end', ['\x8a\xff', '\x7f'.repeat(255)], 'numbers below 2⁵³'],
  ])('%s', (_, parts, sentence) => {
    refused(pickle(...parts), sentence);
  });
});

describe('refuses a pickle that is damaged:', () => {
  test.each([
    ['without end', Buffer.from([0x80, 2, 0x4e]), 'Expected 1 bytes at 3 of its pickle'],
    ['without anything', Buffer.from([]), 'Expected 1 bytes at 0'],
    ['with nothing to return', pickle(), 'a value on the stack'],
    ['with two values', pickle('NN'), 'one value in its pickle'],
    ['with an open mark', pickle('N(N'), 'one value in its pickle'],
    [
      'with bytes after its end',
      pickle('N', '.', 'N'),
      'a pickle of 6 bytes in pytorch_model.bin but received one of 4',
    ],
    ['that goes below a mark', pickle('N(\x85'), 'a value on the stack'],
    ['that ends a tuple it never began', pickle('t'), 'a mark in its pickle'],
    ['that recalls what it never kept', pickle('h\x09'), 'memo 9 in its pickle'],
    ['that keeps nothing', pickle('q\x09'), 'a value on the stack'],
    ['with half an item', pickle('}(N', 'u'), 'a value for every key'],
    [
      'with a number for a name',
      pickle('}K\x01Ns'),
      'names for keys in pytorch_model.bin but received a number',
    ],
    [
      'with a name twice',
      pickle('}', text('a'), 'Ns', text('a'), 'Ns'),
      'every name once in pytorch_model.bin but received "a" twice',
    ],
    [
      'that fills a tuple',
      pickle(')', text('a'), 'Ns'),
      'a dict to fill in its pickle in pytorch_model.bin but received a tuple',
    ],
    ['with text that is none', pickle('X\x01\x00\x00\x00\xff'), 'text in UTF-8'],
    ['with attributes that are none', pickle('}Nb'), 'attributes in a dict'],
    ['with attributes of a tuple', pickle(')}b'), 'a dict to fill'],
  ])('%s', (_, made, sentence) => {
    refused(made, sentence, 'download it again');
  });
});

test.each([0, 1, -1, 255, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)])('reads the number %d', (value) => {
  expect(read(pickle(long(value)))).toBe(value);
});

test.each([
  ['K\xff', 255],
  ['M\xff\xff', 65_535],
  ['J\xff\xff\xff\xff', -1],
  ['J\xff\xff\xff\x7f', 2 ** 31 - 1],
  ['\x8a\x00', 0],
  ['\x8a\x05\x00\x00\x00\x00\x01', 2 ** 32],
  ['\x8a\x02\xff\x00', 255],
  ['\x8a\x01\xff', -1],
])('reads a number of either length: %j', (code, value) => {
  expect(read(pickle(code))).toBe(value);
});

function survives(made: Uint8Array): void {
  try {
    read(made);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFailure);
  }
}

test('random programs are read or refused', () => {
  const codes = Array.from('(NKMJX)}suqrhjcQRbt\x85\x86\x87\x88\x89\x8a.\x00\x01', (code) =>
    Buffer.from(code, 'latin1'),
  );
  const whole = [
    tensor(),
    storage({}),
    Buffer.from(orderedDict),
    text('a'),
    sizes(2),
    Buffer.from('q\x00'),
    Buffer.from('h\x00'),
  ];
  const parts = fc.array(
    fc.oneof(fc.constantFrom(...codes, ...whole), fc.uint8Array({ maxLength: 3 })),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(parts, (made) => {
      survives(pickle(...made));
    }),
    { numRuns: 10_000 },
  );
});

test('a good pickle with a few bytes changed is read or refused', () => {
  const good = stateDict({ 'a.weight': {}, 'b.weight': { offset: 1, dims: [2], strides: [2] } });
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  const run = fc.property(changes, (edits) => {
    const made = Buffer.from(good);
    for (const [at, byte] of edits) made[at] = byte;
    survives(made);
  });
  fc.assert(run, { numRuns: 10_000 });
});
