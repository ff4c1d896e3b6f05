import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createDetokenizer } from '../../../main/inference/detokenizer.ts';
import type { Tokenizer } from '../../../main/inference/tokenizer.ts';
import { tokenizerOf, vocabularyText } from './vocabulary.ts';

let tokenizer: Tokenizer;

beforeAll(async () => {
  tokenizer = await tokenizerOf(await vocabularyText());
});

/** What each id completes, then what was left. */
function stream(ids: readonly number[]): string[] {
  const detokenizer = createDetokenizer(tokenizer);
  return [...ids.map((id) => detokenizer.push(id)), detokenizer.end()];
}

test('shows an emoji with the last of its tokens', () => {
  const ids = tokenizer.encodeText('😀🏽');
  expect(tokenizer.tokens(ids)).toEqual(['ðŁĺ', 'Ģ', 'ðŁ', 'ı', '½']);
  expect(stream(ids)).toEqual(['', '😀', '', '', '🏽', '']);
});

test('leaves out special tokens, even amid a character', () => {
  const [first, second] = tokenizer.encodeText('😀');
  const user = tokenizer.special('<|User|>')!;
  expect(stream([first!, user, second!])).toEqual(['', '', '😀', '']);
});

test('replaces a character that was never completed at the end', () => {
  const [first] = tokenizer.encodeText('😀');
  expect(stream([first!])).toEqual(['', '\ufffd']);
});

test('replaces bytes that can no longer become a character at once', () => {
  const [first] = tokenizer.encodeText('😀');
  const [letter] = tokenizer.encodeText('a');
  expect(stream([first!, letter!])).toEqual(['', '\ufffda', '']);
});

test('keeps a byte order mark, which is text here', () => {
  expect(stream(tokenizer.encodeText('\ufeffa')).join('')).toBe('\ufeffa');
});

test('joins to what decoding gives at once, for any ids', () => {
  // Single bytes, the 13 bytes UTF-8 never has, special tokens, ids that do not exist, and the rest.
  const id = fc.oneof(
    fc.nat(255),
    fc.integer({ min: 100_000, max: 100_020 }),
    fc.integer({ min: 100_590, max: 100_610 }),
    fc.nat(100_602),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 40 }), (ids) => {
      expect(stream(ids).join('')).toBe(tokenizer.decode(ids, { skipSpecial: true }));
    }),
    { numRuns: 5000 },
  );
});

// DeepSeek's vocabulary has these letters as tokens of their own, named like the bytes that UTF-8
// never has, and decodes them as those bytes: Rust's library gives back no more of them (tokenizers
// 0.23.3 on the same file: 'õ' → [100006] → U+FFFD).
const lost = /[\ufffdÀÁõö÷øùúûüýþÿ]/g;

test('never replaces a part of a text that comes whole, but for what the vocabulary loses', () => {
  expect(stream(tokenizer.encodeText('õ')).join('')).toBe('\ufffd');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const sound = text.replace(lost, '');
      const shown = stream(tokenizer.encodeText(sound));
      expect(shown.join('')).toBe(sound);
      for (const part of shown) expect(part).not.toContain('\ufffd');
      for (const part of shown) expect(part.isWellFormed()).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
