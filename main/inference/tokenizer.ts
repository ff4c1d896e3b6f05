import { readFile } from 'node:fs/promises';
import * as huggingFace from '@huggingface/tokenizers';
import { StudioFailure } from '../failure.ts';
import { advice, readTokenizerFile, type TokenizerFile } from './tokenizer-file.ts';

/** A checkpoint's own vocabulary: text to ids and back, as Hugging Face's Rust library does it. */
export interface Tokenizer {
  /** One past the highest id. The model has more rows than that; they mean nothing. */
  readonly size: number;
  /**
   * Plain text to ids: no BOS, and what looks like a special token in it is text, never control.
   * As Rust's with `encode_special_tokens` on and `add_special_tokens` off.
   *
   * A prompt may be encoded in pieces where special tokens stand, since those always part the text:
   * `encode('<|User|>: hi')` is BOS, the id of `<|User|>`, then `encodeText(': hi')`.
   */
  encodeText(text: string): number[];
  /** Text to ids as Rust does by default: special tokens recognised, BOS by the post-processor. */
  encode(text: string): number[];
  /** Ids to text. Ids that do not exist are skipped, bytes that are no UTF-8 become U+FFFD. */
  decode(ids: readonly number[], options?: { skipSpecial?: boolean }): string;
  /**
   * The bytes that a token stands for: its share of a text's UTF-8, maybe only part of a character.
   * Empty when the id does not exist.
   */
  bytes(id: number): Uint8Array;
  /** Tokens as the vocabulary writes them: every byte a printable character, space as Ġ. */
  tokens(ids: readonly number[]): string[];
  /** Id of a special token by its string. */
  special(token: string): number | undefined;
  isSpecial(id: number): boolean;
}

/**
 * Reads a tokenizer.json.
 *
 * @throws {StudioFailure} `bad-model` when it is missing, damaged or not a byte-level BPE.
 */
export async function readTokenizer(file: string): Promise<Tokenizer> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new StudioFailure(
      'bad-model',
      `Expected a tokenizer at ${file} but it cannot be read. ${advice}`,
      { cause },
    );
  });
  const parsed = readTokenizerFile(bytes.toString('utf8'), file);
  try {
    return createTokenizer(parsed);
  } catch (cause) {
    throw new StudioFailure(
      'bad-model',
      `Expected ${file} to hold steps that this studio knows, but one of them is strange to it (${String(cause)}). Take the tokenizer.json of a published Janus checkpoint and build the model again.`,
      { cause },
    );
  }
}

function createTokenizer(file: TokenizerFile): Tokenizer {
  const special = new Map<string, number>();
  for (const token of file.added_tokens) if (token.special) special.set(token.content, token.id);
  const specialIds = new Set(special.values());
  const vocabulary = vocabularyOf(file);
  const [whole, plain] = libraries(file);

  const bytes = (id: number): Uint8Array => toBytes(vocabulary[id] ?? '');
  return {
    size: vocabulary.length,
    // Rust takes no lone surrogates; Python's door to it would refuse. A prompt box may hold some.
    encodeText: (text) => plain.encode(text.toWellFormed(), { add_special_tokens: false }).ids,
    encode: (text) => whole.encode(text.toWellFormed()).ids,
    decode: (ids, options = {}) => {
      const kept = options.skipSpecial ? ids.filter((id) => !specialIds.has(id)) : ids;
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(kept.map(bytes)));
    },
    bytes,
    tokens: (ids) => ids.map((id) => tokenOf(vocabulary, id)),
    special: (token) => special.get(token),
    isSpecial: (id) => specialIds.has(id),
  };
}

/** Every token's string by its id; an added token wins over one of the base vocabulary. */
function vocabularyOf(file: TokenizerFile): readonly (string | undefined)[] {
  const vocabulary: (string | undefined)[] = [];
  for (const [token, id] of Object.entries(file.model.vocab)) vocabulary[id] = token;
  for (const token of file.added_tokens) vocabulary[token.id] = token.content;
  return vocabulary;
}

/** What we use of the library. Its own types name files without endings, which TypeScript cannot find. */
interface Library {
  encode(text: string, options?: { add_special_tokens: boolean }): { ids: number[] };
  model: object | null;
}
const Library = huggingFace.Tokenizer as unknown as new (file: object, config: object) => Library;

/**
 * The library twice over one vocabulary: once knowing all added tokens, once only those that are not
 * special. (As in Rust, the 13 byte tokens of Janus-1.3B and Pro-7B, such as `ü`, are text.)
 */
function libraries(file: TokenizerFile): readonly [whole: Library, plain: Library] {
  const whole = new Library(file, {});
  const added_tokens = file.added_tokens.filter((token) => !token.special);
  const model = { ...file.model, vocab: {}, merges: [] };
  const plain = new Library({ ...file, model, added_tokens }, {});
  plain.model = whole.model;
  return [whole, plain];
}

function tokenOf(vocabulary: readonly (string | undefined)[], id: number): string {
  const token = vocabulary[id];
  if (token !== undefined) return token;
  throw new StudioFailure(
    'bad-tokens',
    `Expected token ids from 0 to ${vocabulary.length - 1} but received ${id}. Use the ids of this model's tokenizer.`,
  );
}

/**
 * Undoes byte-level writing. A token with any character that stands for no byte (BOS has two) is its
 * own UTF-8.
 *
 * The library decodes the stretches between added tokens one by one; Rust, and we, decode all bytes
 * as one, added tokens among them: `ü`, added in Janus-Pro-7B as id 100014, is there the byte FC.
 */
function toBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteOf.get(token.charCodeAt(i));
    if (byte === undefined) return Buffer.from(token, 'utf8');
    bytes[i] = byte;
  }
  return bytes;
}

/** GPT-2's alphabet: printable Latin-1 stands for itself, the other 68 bytes for U+0100 onward. */
const byteOf: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => byte)
    .map((byte) => [isPrintable(byte), byte] as const)
    .sort(([a], [b]) => Number(b) - Number(a))
    .map(([printable, byte], place) => [printable ? byte : 0x100 + place - 188, byte]),
);

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
}

/** The tokens that Janus gives a meaning, by id. The ids differ between models; the strings do not. */
export interface JanusTokens {
  readonly bos: number;
  readonly eos: number;
  /** Stands where the unprompted row hides the prompt. */
  readonly pad: number;
  readonly imageStart: number;
  readonly imageEnd: number;
  readonly imagePlaceholder: number;
  /** Janus-Pro's role tokens; Janus-1.3B writes its roles as words. */
  readonly user?: number;
  readonly assistant?: number;
}

/**
 * Finds the tokens that Janus needs.
 *
 * @throws {StudioFailure} `bad-model` naming every one that is missing. A tokenizer of October 2024
 *   lacked the padding token, and drew poor pictures.
 */
export function janusTokens(tokenizer: Tokenizer): JanusTokens {
  const missing: string[] = [];
  const find = (token: string): number => tokenizer.special(token) ?? (missing.push(token), -1);
  const tokens = {
    bos: find('<｜begin▁of▁sentence｜>'),
    eos: find('<｜end▁of▁sentence｜>'),
    pad: find('<｜▁pad▁｜>'),
    imageStart: find('<begin_of_image>'),
    imageEnd: find('<end_of_image>'),
    imagePlaceholder: find('<image_placeholder>'),
  };
  if (missing.length > 0) {
    throw new StudioFailure(
      'bad-model',
      `Expected Janus's special tokens in the tokenizer but did not find ${missing.join(', ')}. Take the tokenizer files of a current Janus checkpoint and build the model again.`,
    );
  }
  const user = tokenizer.special('<|User|>');
  const assistant = tokenizer.special('<|Assistant|>');
  return {
    ...tokens,
    ...(user !== undefined && { user }),
    ...(assistant !== undefined && { assistant }),
  };
}
