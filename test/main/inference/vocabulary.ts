import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { readTokenizer, type Tokenizer } from '../../../main/inference/tokenizer.ts';

const packed = new URL('../../expected/tokenizer.vocabulary.json.br', import.meta.url);

/** The text of Janus-Pro-7B's tokenizer.json. */
export async function vocabularyText(): Promise<string> {
  return brotliDecompressSync(await readFile(packed)).toString('utf8');
}

/** Reads a tokenizer from the text of a tokenizer.json. */
export async function tokenizerOf(text: string): Promise<Tokenizer> {
  const folder = await mkdtemp(join(tmpdir(), 'janus-tokenizer-'));
  try {
    await writeFile(join(folder, 'tokenizer.json'), text);
    return await readTokenizer(join(folder, 'tokenizer.json'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
