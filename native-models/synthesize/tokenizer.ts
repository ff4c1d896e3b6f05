/** Who speaks: special tokens in Janus-Pro, plain words in Janus-1.3B. */
export type Roles = 'pro' | 'janus';

/** A byte-level BPE with Janus's special tokens, small enough for any vocabulary of 400 rows. */
export interface SmallTokenizer {
  /** What goes into tokenizer.json. */
  readonly json: object;
  /** The ids of the special tokens, by their text. */
  readonly special: ReadonlyMap<string, number>;
}

/** The special tokens that every Janus must have. */
export const tags = {
  begin: '<｜begin▁of▁sentence｜>',
  end: '<｜end▁of▁sentence｜>',
  pad: '<｜▁pad▁｜>',
  imageBegin: '<begin_of_image>',
  imageEnd: '<end_of_image>',
  image: '<image_placeholder>',
  user: '<|User|>',
  assistant: '<|Assistant|>',
} as const;

/** Whole words the merges spell, so that ids are not just bytes: Latin, Hangul, Han, an emoji. */
const words = [' the', ' a', ' cat', ' of', 'ing', ' red', 'User', 'Assistant', '고양', '猫', '🙂'];

/** Makes the tokenizer. The special tokens come last, as published; ids differ by roles. */
export function smallTokenizer(roles: Roles): SmallTokenizer {
  const alphabet = byteAlphabet();
  const { tokens, merges } = spell(alphabet);
  const names = [tags.begin, tags.end, ...(roles === 'janus' ? ['<unused>'] : []), tags.pad];
  names.push(tags.imageBegin, tags.imageEnd, tags.image);
  if (roles === 'pro') names.push(tags.user, tags.assistant);
  const special = new Map(names.map((name, index) => [name, tokens.length + index]));
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...special].map(([content, id]) => addedToken(content, id)),
    normalizer: null,
    pre_tokenizer: {
      type: 'ByteLevel',
      add_prefix_space: false,
      trim_offsets: true,
      use_regex: true,
    },
    post_processor: beginFirst(special.get(tags.begin)!),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
  return { json, special };
}

/**
 * One printable character for each byte.
 *
 * @see openai/gpt-2 `encoder.py`, `bytes_to_unicode`: printable Latin-1 stands for itself, the
 * other 68 bytes are 256, 257, … in order.
 */
function byteAlphabet(): string[] {
  let spare = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
    return String.fromCharCode(printable ? byte : spare++);
  });
}

/** Merges that spell each word from the left, after the 256 bytes. */
function spell(alphabet: readonly string[]): { tokens: string[]; merges: [string, string][] } {
  const tokens = [...alphabet];
  const merges: [string, string][] = [];
  for (const word of words) {
    const [first, ...rest] = Array.from(new TextEncoder().encode(word), (byte) => alphabet[byte]!);
    let grown = first!;
    for (const next of rest) {
      if (!tokens.includes(grown + next)) {
        tokens.push(grown + next);
        merges.push([grown, next]);
      }
      grown += next;
    }
  }
  return { tokens, merges };
}

function addedToken(content: string, id: number): object {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return { id, content, ...plain, special: true };
}

/** Puts the begin token first, as Llama's tokenizer does. */
function beginFirst(id: number): object {
  const begin = (typeId: number): object => ({ SpecialToken: { id: tags.begin, type_id: typeId } });
  const text = (name: string, typeId: number): object => ({
    Sequence: { id: name, type_id: typeId },
  });
  return {
    type: 'TemplateProcessing',
    single: [begin(0), text('A', 0)],
    pair: [begin(0), text('A', 0), begin(1), text('B', 1)],
    special_tokens: { [tags.begin]: { id: tags.begin, ids: [id], tokens: [tags.begin] } },
  };
}
