import type { Tokenizer } from './tokenizer.ts';

/** Turns ids into text one by one. */
export interface Detokenizer {
  /** The characters that this id completes, maybe none. Special tokens are left out. */
  push(id: number): string;
  /** What is left of a character that was never completed: U+FFFD, or nothing. */
  end(): string;
}

/**
 * Streams text without ever splitting a character: an emoji may be five tokens, and appears with the
 * last of them. Everything pushed, joined with `end()`, is what
 * `tokenizer.decode(ids, { skipSpecial: true })` gives at once.
 *
 * @param tokenizer Of the model that makes the ids.
 */
export function createDetokenizer(tokenizer: Tokenizer): Detokenizer {
  // Holds back an unfinished character; bytes that can no longer become one turn to U+FFFD at once.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (id) =>
      tokenizer.isSpecial(id) ? '' : decoder.decode(tokenizer.bytes(id), { stream: true }),
    end: () => decoder.decode(),
  };
}
