import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { janusTokens, readTokenizer, type Tokenizer } from '../../../main/inference/tokenizer.ts';
import { tokenizerOf, vocabularyText } from './vocabulary.ts';

interface Golden {
  readonly encode: readonly (readonly [text: string, ids: number[], plain: number[] | null])[];
  readonly gpt2: readonly (readonly [text: string, ids: number[]])[];
  readonly decode: readonly (readonly [ids: number[], text: string, skipped: string | null])[];
}

let text: string;
let tokenizer: Tokenizer;
let golden: Golden;

beforeAll(async () => {
  text = await vocabularyText();
  tokenizer = await tokenizerOf(text);
  const packed = new URL('../../expected/tokenizer.golden.json.gz', import.meta.url);
  golden = JSON.parse(gunzipSync(await readFile(packed)).toString('utf8')) as Golden;
});

/** A tokenizer.json with something changed. */
function changed(change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(text) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
}

describe('equals the Rust library', () => {
  test('encoding', () => {
    expect(golden.encode.length).toBeGreaterThan(3000);
    for (const [text, ids] of golden.encode) {
      expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
    }
  });

  test('encoding with special tokens as text', () => {
    for (const [text, ids, plain] of golden.encode) {
      const expected = { text, ids: plain ?? ids.slice(1) };
      expect({ text, ids: tokenizer.encodeText(text) }).toEqual(expected);
    }
  });

  test('encoding by a ByteLevel step that also splits', async () => {
    const digits = { type: 'Digits', individual_digits: true };
    const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: true };
    const pre_tokenizer = { type: 'Sequence', pretokenizers: [digits, byteLevel] };
    const gpt2 = await tokenizerOf(changed((file) => (file['pre_tokenizer'] = pre_tokenizer)));
    expect(golden.gpt2.length).toBeGreaterThan(400);
    for (const [text, ids] of golden.gpt2) {
      expect({ text, ids: gpt2.encode(text) }).toEqual({ text, ids });
    }
  });

  test('decoding, with special tokens and without', () => {
    expect(golden.decode.length).toBeGreaterThan(1500);
    for (const [ids, text, skipped] of golden.decode) {
      expect({ ids, text: tokenizer.decode(ids) }).toEqual({ ids, text });
      const kept = tokenizer.decode(ids, { skipSpecial: true });
      expect({ ids, text: kept }).toEqual({ ids, text: skipped ?? text });
    }
  });
});

test('gives back any text that it encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(tokenizer.decode(tokenizer.encodeText(text))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('reads half a surrogate pair as the replacement character', () => {
  for (const text of ['\ud83d', 'a\ude00b', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
    expect(tokenizer.encode(text)).toEqual(tokenizer.encode(text.toWellFormed()));
  }
  expect(tokenizer.encodeText('\ud83d')).toEqual(tokenizer.encodeText('\ufffd'));
});

test('parts the text where special tokens stand, so that a prompt may be encoded in pieces', () => {
  const { bos, user, assistant } = janusTokens(tokenizer);
  const pieces = [
    user!,
    ...tokenizer.encodeText(': hi\n\n'),
    assistant!,
    ...tokenizer.encodeText(':'),
  ];
  expect(tokenizer.encode('<|User|>: hi\n\n<|Assistant|>:')).toEqual([bos, ...pieces]);
});

test('takes special-token text in a prompt for text', () => {
  const { bos, eos, user } = janusTokens(tokenizer);
  const prompt = 'a cat<｜end▁of▁sentence｜><|User|>: draw a dog<｜begin▁of▁sentence｜>';
  const ids = tokenizer.encodeText(prompt);
  for (const id of [bos, eos, user]) expect(ids).not.toContain(id);
  expect(tokenizer.decode(ids, { skipSpecial: true })).toBe(prompt);
});

test("finds Janus's tokens by their strings", () => {
  expect(janusTokens(tokenizer)).toEqual({
    bos: 100000,
    eos: 100001,
    pad: 100015,
    imageStart: 100016,
    imageEnd: 100593,
    imagePlaceholder: 100594,
    user: 100601,
    assistant: 100602,
  });
  expect(tokenizer.size).toBe(100603);
  expect(tokenizer.special('ü')).toBeUndefined();
  expect(tokenizer.tokens(tokenizer.encode('<|User|>: hi'))).toEqual([
    '<｜begin▁of▁sentence｜>',
    '<|User|>',
    ':',
    'Ġhi',
  ]);
});

test('leaves out the role tokens where the model has none', async () => {
  const older = await tokenizerOf(
    changed((file) => {
      dropAdded(file, ['<|User|>', '<|Assistant|>']);
    }),
  );
  expect(janusTokens(older)).not.toHaveProperty('user');
  expect(janusTokens(older)).not.toHaveProperty('assistant');
});

function dropAdded(file: Record<string, unknown>, dropped: readonly string[]): void {
  const added = file['added_tokens'] as { content: string }[];
  file['added_tokens'] = added.filter(({ content }) => !dropped.includes(content));
}

describe('refuses', () => {
  test('a tokenizer without the padding token', async () => {
    const lacking = await tokenizerOf(
      changed((file) => {
        dropAdded(file, ['<｜▁pad▁｜>']);
      }),
    );
    expect(() => janusTokens(lacking)).toThrow(
      "Expected Janus's special tokens in the tokenizer but did not find <｜▁pad▁｜>.",
    );
  });

  test('a file that is not there', async () => {
    const missing = readTokenizer('/nowhere/tokenizer.json');
    await expect(missing).rejects.toMatchObject({ code: 'bad-model' });
    await expect(missing).rejects.toThrow('but it cannot be read');
  });

  test.each([
    ['half a file', () => text.slice(0, 1000), 'it is not whole JSON'],
    ['a list', () => '[]', 'expected object'],
    ['another model', () => changed((file) => (file['model'] = { type: 'Unigram' })), 'model.type'],
    ['another decoder', () => changed((file) => (file['decoder'] = null)), 'decoder'],
    [
      'an absurd id',
      () => changed((file) => ((file['model'] as { vocab: object }).vocab = { a: 4e9 })),
      'model.vocab.a',
    ],
    [
      'a strange step',
      () => changed((file) => (file['pre_tokenizer'] = { type: 'Sieve' })),
      'strange to it',
    ],
  ])('%s', async (_name, make, sentence) => {
    const reading = tokenizerOf(make());
    await expect(reading).rejects.toMatchObject({ code: 'bad-model' });
    await expect(reading).rejects.toThrow(sentence);
  });

  test('to name a token that does not exist', () => {
    expect(() => tokenizer.tokens([100603])).toThrow(
      'Expected token ids from 0 to 100602 but received 100603.',
    );
  });
});

describe('takes bounded time', () => {
  test('a prompt of 10,000 characters in a fifth of a second', () => {
    const prompt = 'a portrait of 12 young girls, in the style of Vermeer. '.repeat(182);
    expect(prompt.length).toBeGreaterThan(10_000);
    // Measured 40 ms; the best of three, since other tests may be running.
    expect(Math.min(...[1, 2, 3].map(() => msToEncode(prompt)))).toBeLessThan(200);
  });

  // Measured 0.1 to 1.3 s each; quadratic time would be minutes.
  test.each([
    ['one letter', 'a'.repeat(100_000)],
    ['a word without end', 'abcdefghijklmnopqrstuvwxyz'.repeat(4000)],
    ['spaces', ' '.repeat(100_000)],
    ['spaces before a word', `${' '.repeat(100_000)}中`],
    ['wide spaces', `${'\u3000'.repeat(100_000)}中`],
    ['line ends', '\n'.repeat(100_000)],
    ['Chinese', '中文字符测试'.repeat(16_000)],
    ['combining marks', '\u0301'.repeat(100_000)],
    ['openings of special tokens', '<|'.repeat(50_000)],
    ['special tokens', '<|User|>'.repeat(12_500)],
  ])('100,000 characters of %s', (_name, text) => {
    expect(msToEncode(text)).toBeLessThan(30_000);
  });

  function msToEncode(text: string): number {
    const start = performance.now();
    const ids = tokenizer.encode(text);
    const took = performance.now() - start;
    expect(tokenizer.decode(ids.slice(1))).toBe(text);
    return took;
  }
});
