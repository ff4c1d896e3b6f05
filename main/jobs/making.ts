import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { patchSide, readManifest } from '../../native-models/manifest.ts';
import type { Patches, PromptToken } from '../../preload/contract/making.ts';
import { pictureRow } from '../gallery/details.ts';
import { listModels, type InstalledModel } from '../models/library.ts';
import type { Bench } from './draw-to-gallery.ts';

const never = new AbortController().signal;

/** A picture's prompt as its model cuts it into tokens; null when that model is not installed. */
export async function wordsOf(
  id: string,
  { crew, gallery, models }: Pick<Bench, 'crew' | 'gallery' | 'models'>,
): Promise<readonly PromptToken[] | null> {
  const { picture } = pictureRow(gallery, id);
  const model = await installed(models, picture.model);
  if (model === null) return null;
  const order = { tokenizerFile: model.tokenizerFile, text: picture.prompt };
  const { ids, tokens } = await crew.engine.result('tokenize', order, never);
  return ids.map((token, at) => ({ id: token, text: readable(tokens[at] ?? '') }));
}

/** What each code of a model looks like by itself; null when it is not installed. */
export async function patchesOf(id: string, models: string): Promise<Patches> {
  const model = await installed(models, id);
  if (model === null) return null;
  const { patches, config } = await readManifest(model.folder);
  const side = patchSide(config);
  const rgb = await readFile(path.join(model.folder, patches.file));
  return { side, rgb: new Uint8Array(rgb) };
}

async function installed(models: string, id: string): Promise<InstalledModel | null> {
  const { installed: all } = await listModels(models);
  return all.find(({ card }) => card.id === id) ?? null;
}

/** A token as the vocabulary writes it, with its marks for space and line break put back. */
function readable(token: string): string {
  const bytes = Array.from(token, byteOf);
  if (bytes.includes(undefined)) return token;
  return new TextDecoder().decode(Uint8Array.from(bytes as number[]));
}

/** Byte-level BPE writes each byte as a character that can be seen (GPT-2, `bytes_to_unicode`). */
const byteOf = ((): ((character: string) => number | undefined) => {
  const table = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const seen = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    table.set(String.fromCodePoint(seen ? byte : next++), byte);
  }
  return (character) => table.get(character);
})();
