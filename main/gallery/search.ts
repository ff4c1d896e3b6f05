import type { Sqlite } from './sqlite.ts';

/**
 * How texts are found by any part of a word, in any language. Two indexes share the work: one of
 * three characters in a row, which is SQLite's own, and one of single characters and pairs for
 * what is shorter: Korean and Chinese words often are.
 */

/**
 * Makes texts equal that a person takes for equal: upper and lower case, full-width letters, the
 * two ways to write é or 한. Folds each character by itself, so that a part of a text folds to a
 * part of the folded text.
 */
export function fold(text: string): string {
  return Array.from(text.toWellFormed().normalize('NFC'), foldCharacter).join('');
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f || code === 0x3000) return ' ';
  if (code >= 0xff01 && code <= 0xff5e) return foldCharacter(String.fromCodePoint(code - 0xfee0));
  return character.toUpperCase().toLowerCase();
}

/** The words that must all be found. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Which index finds a word, and what to ask it. */
export interface Match {
  readonly index: 'trigrams' | 'grams';
  readonly query: string;
}

/** @param word Of `wordsOf`. */
export function matchOf(word: string): Match {
  const length = Array.from(word).length;
  if (length < 3) return { index: 'grams', query: gramOf(word) };
  return { index: 'trigrams', query: `"${word.replaceAll('"', '""')}"` };
}

/** Beginning of the names of the two indexes: of prompts and captions, or of messages. */
type Indexed = '' | 'message_';

/** Makes a text findable by its number. */
export function index(sqlite: Sqlite, number: number, text: string, of: Indexed = ''): void {
  const into = (name: string) => sqlite.prepare(`INSERT INTO ${name} (rowid, text) VALUES (?, ?)`);
  into(`${of}trigrams`).run(number, fold(text));
  into(`${of}grams`).run(number, gramsOf(text));
}

/** Makes it unfindable again. */
export function unindex(sqlite: Sqlite, number: number, of: Indexed = ''): void {
  sqlite.prepare(`DELETE FROM ${of}trigrams WHERE rowid = ?`).run(number);
  sqlite.prepare(`DELETE FROM ${of}grams WHERE rowid = ?`).run(number);
}

/** Every character and every pair of neighbours within a word, once. */
function gramsOf(text: string): string {
  const grams = new Set<string>();
  for (const word of wordsOf(text)) {
    let before = '';
    for (const character of word) {
      grams.add(gramOf(character));
      if (before !== '') grams.add(gramOf(before + character));
      before = character;
    }
  }
  return [...grams].join(' ');
}

/** A word of letters and digits only, so that the index takes it whole: 바다 → xbc14xb2e4. */
function gramOf(characters: string): string {
  return Array.from(characters, (each) => `x${(each.codePointAt(0) ?? 0).toString(16)}`).join('');
}
