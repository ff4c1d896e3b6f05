import { describe, expect, test } from 'vitest';
import { orderedDict, pickle, sizes, stateDict, storage, text, type MadeTensor } from './made.ts';
import { read, refused } from './refusal.ts';
describe('refuses a call', () => {
  test.each([
    ['of a storage', pickle('ctorch\nFloatStorage\n)R'), 'one of torch.FloatStorage'],
    ['of what is no name', pickle('N)R'), 'calls that make dicts or tensors'],
    ['without arguments', pickle('ccollections\nOrderedDict\nNR'), 'arguments in a tuple'],
    [
      'of OrderedDict with items',
      pickle('ccollections\nOrderedDict\n)\x85R'),
      'filled item by item',
    ],
  ])('%s', (_, made, sentence) => {
    refused(made, sentence);
  });
});

describe('refuses a storage', () => {
  test.each([
    ['that is no tuple', pickle('NQ'), 'storages with type, key and length'],
    [
      'of a type that is none',
      pickle(
        '(',
        text('storage'),
        'ccollections\nOrderedDict\n',
        text('0'),
        text('cpu'),
        'K\x01tQ',
      ),
      '(a string, collections.OrderedDict, a string, a string, a number)',
    ],
    [
      'without length',
      pickle('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), 'NtQ'),
      'storages with type',
    ],
    ['of negative length', pickle(storage({ count: -1 })), 'storages with type, key and length'],
    [
      'with more to it',
      pickle('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), 'K\x01NtQ'),
      'storages with type',
    ],
    [
      'whose key leads elsewhere',
      pickle(storage({ key: '../../etc/passwd' })),
      'numbers for keys of storages in pytorch_model.bin but received "../../etc/passwd"',
    ],
    ['whose key is empty', pickle(storage({ key: '' })), 'numbers for keys'],
    ['whose key is endless', pickle(storage({ key: '1'.repeat(10) })), 'numbers for keys'],
  ])('%s', (_, made, sentence) => {
    refused(made, sentence);
  });
});

describe('refuses a tensor', () => {
  test.each<[string, MadeTensor, string]>([
    [
      'longer than its storage',
      { dims: [3, 3] },
      'tensors within the 6 elements of storage 0 in pytorch_model.bin but received [3, 3] with strides [3, 1] from 0',
    ],
    ['that begins too late', { offset: 1 }, 'from 1'],
    ['that begins before', { offset: -1 }, 'a storage and an offset'],
    ['with strides out of it', { strides: [9, 1] }, 'within the 6 elements'],
    ['that goes backwards', { offset: 5, strides: [-3, -1] }, 'up to 16 dims from 0 to 2⁵³'],
    ['of negative length', { dims: [-2, 3] }, 'up to 16 dims'],
    [
      'of 17 dims',
      { dims: Array(17).fill(1) as number[], strides: Array(17).fill(1) as number[] },
      'up to 16 dims',
    ],
    ['with a stride too few', { strides: [1] }, 'each with its stride'],
    [
      'that repeats itself for ever',
      { dims: [2 ** 52, 2 ** 52], strides: [0, 0] },
      'tensors of at most the 6 elements of storage 0',
    ],
    ['that overlaps itself', { dims: [3, 4], strides: [1, 1] }, 'of at most the 6 elements'],
    [
      'of more elements than can be counted',
      { dims: [2 ** 53 - 1, 2 ** 53 - 1], strides: [2 ** 53 - 1, 1] },
      'within the 6 elements',
    ],
  ])('%s', (_, made, sentence) => {
    refused(stateDict({ a: made }), sentence);
  });

  const rebuild = 'ctorch._utils\n_rebuild_tensor_v2\n';
  const front = [rebuild, '(', storage({}), 'K\x00', sizes(2, 3), sizes(3, 1)];
  test.each([
    ['without hooks', [...front, '\x89tR'], 'plain tensors, without hooks or metadata,'],
    ['with hooks', [...front, '\x89', orderedDict, text('h'), 'Ns', 'tR'], 'a boolean, a dict)'],
    [
      'with metadata',
      [...front, '\x89', orderedDict, '}', text('conj'), '\x88s', 'tR'],
      'plain tensors',
    ],
    ['with more', [...front, '\x89', orderedDict, 'NNtR'], 'plain tensors'],
    ['whose gradient is a number', [...front, 'K\x00', orderedDict, 'tR'], 'plain tensors'],
    [
      'without storage',
      [rebuild, '(NK\x00', sizes(), sizes(), '\x89', orderedDict, 'tR'],
      'a storage and an offset',
    ],
    [
      'without dims',
      [rebuild, '(', storage({}), 'K\x00NN\x89', orderedDict, 'tR'],
      'up to 16 dims',
    ],
    [
      'with text for dims',
      [
        rebuild,
        '(',
        storage({}),
        'K\x00',
        text('a'),
        '\x85',
        text('b'),
        '\x85\x89',
        orderedDict,
        'tR',
      ],
      'up to 16 dims',
    ],
  ])('%s', (_, parts, sentence) => {
    refused(pickle(...parts), sentence);
  });

  test('but not one with metadata that says nothing', () => {
    expect(read(pickle(...front, '\x88', orderedDict, 'NtR'))).toMatchObject({ kind: 'tensor' });
    expect(read(pickle(...front, '\x89', orderedDict, '}tR'))).toMatchObject({ kind: 'tensor' });
  });
});
