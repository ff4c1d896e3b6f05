import { readFile, stat } from 'node:fs/promises';
import { ModelFailure } from '../failure.ts';

/** No JSON of a checkpoint is longer: the limit that safetensors sets its headers. */
export const jsonLimitBytes = 100_000_000;

/** Objects and lists within each other. A checkpoint's files need 5. */
const deepest = 32;

/**
 * Reads a JSON file of a checkpoint.
 *
 * @param what Names the file in a sentence.
 * @throws {ModelFailure} `bad-checkpoint`
 */
export async function readJson(path: string, what: string): Promise<unknown> {
  const { size } = await stat(path);
  if (size > jsonLimitBytes) {
    throw unreadable(what, `it has ${size} bytes where ${jsonLimitBytes} are allowed`);
  }
  return parseJson(await readFile(path), what);
}

/**
 * Parses JSON that nobody vouches for. `JSON.parse` keeps the last of two equal keys without a
 * word and follows any nesting; here both are refused before it sees the text.
 *
 * @param what Names the text in a sentence: `the header of model.safetensors`.
 * @throws {ModelFailure} `bad-checkpoint`
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(what, 'it holds bytes that are not UTF-8');
  }
  checkKeys(text, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(what, error instanceof Error ? error.message : 'it cannot be parsed');
  }
}

/**
 * Walks once over the text, without recursion. Text that is not JSON passes or fails here as it
 * happens to: `JSON.parse` has the last word.
 */
function checkKeys(text: string, what: string): void {
  const open: Set<string>[] = [];
  let lastString = '';
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '"': {
        const end = endOfString(text, at);
        lastString = text.slice(at, end);
        at = end - 1;
        break;
      }
      case ':':
        addKey(open.at(-1), lastString, what);
        break;
      case '{':
      case '[':
        if (open.length === deepest) throw unreadable(what, `it is nested deeper than ${deepest}`);
        open.push(new Set());
        break;
      case '}':
      case ']':
        open.pop();
        break;
    }
  }
}

/** The index after the quote that closes a string, or the text's end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function addKey(keys: Set<string> | undefined, quoted: string, what: string): void {
  if (keys === undefined) return;
  const key = unquote(quoted);
  if (keys.has(key)) throw unreadable(what, `the key ${key.slice(0, 200)} appears twice`);
  keys.add(key);
}

/** `"\u0061"` and `"a"` are one key. */
function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted; // Not JSON, which JSON.parse will say of the whole text.
  }
}

function unreadable(what: string, why: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${what} to be JSON with every key once, but ${why}. Download the checkpoint again.`,
  );
}
