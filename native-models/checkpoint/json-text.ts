import { ModelFailure } from '../failure.ts';

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
    throw unreadable(what, 'received bytes that are not UTF-8');
  }
  checkKeys(text, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(what, error instanceof Error ? error.message : 'it cannot be parsed');
  }
}

/** Objects and lists within each other. A checkpoint's files need 5. */
const deepest = 32;

/** A string, or a character that opens or closes something or ends a key. */
const piece = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gsy;
const between = /[^"{}[\]:]*/gy;

/**
 * Walks once over the text, without recursion. Text that is not JSON passes or fails here as it
 * happens to: `JSON.parse` has the last word.
 */
function checkKeys(text: string, what: string): void {
  const open: Set<string>[] = [];
  let lastString: string | undefined;
  between.lastIndex = 0;
  for (;;) {
    between.exec(text);
    piece.lastIndex = between.lastIndex;
    const found = piece.exec(text)?.[0];
    if (found === undefined) return;
    between.lastIndex = piece.lastIndex;
    if (found === '{' || found === '[') {
      open.push(new Set());
      if (open.length > deepest) throw unreadable(what, `it is nested deeper than ${deepest}`);
    } else if (found === '}' || found === ']') {
      open.pop();
    } else if (found === ':') {
      addKey(open.at(-1), lastString, what);
    } else {
      lastString = found;
    }
  }
}

function addKey(keys: Set<string> | undefined, quoted: string | undefined, what: string): void {
  if (keys === undefined || quoted === undefined) return;
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
    return quoted;
  }
}

function unreadable(what: string, why: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${what} to be JSON with every key once, but ${why}. Download the checkpoint again.`,
  );
}
