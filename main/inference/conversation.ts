import { createHash } from 'node:crypto';
import type { Rgb } from '../children/messages.ts';
import type { Janus } from './janus.ts';
import { branch, emptyCache } from './kv-cache.ts';
import { embedText, read, type Reading, startReading } from './language.ts';
import type { AskPrompt } from './prompt.ts';
import { see } from './sight.ts';

/** What stands at each position that was read: a text token, or a place in an image. */
export type Place = number | string;

/**
 * A conversation as far as it was read, kept so that a follow-up costs only its own tokens. It is
 * true at every moment: a question that was stopped half-way leaves what was read until then.
 */
export interface ReadConversation {
  /** As many as the cache has positions. */
  readonly places: Place[];
  readonly reading: Reading;
}

/** Before anything is read. */
export function startConversation(janus: Janus): ReadConversation {
  return { places: [], reading: startReading(janus, emptyCache(janus.config, 1, 0)) };
}

/** Another conversation that begins with the first `length` positions of this one. */
export function branchConversation(
  { config }: Janus,
  { places, reading }: ReadConversation,
  length: number,
): ReadConversation {
  const cache = branch({ ...reading.cache, length }, config, [0], length);
  return { places: places.slice(0, length), reading: { hidden: reading.hidden.slice(), cache } };
}

/** A prompt's positions, comparable with those of another prompt. */
export function placesOf({ ids, imageAt }: AskPrompt, images: readonly Rgb[]): Place[] {
  const names = images.map(({ rgb }) => createHash('sha256').update(rgb).digest('hex'));
  return ids.map((id, i) => (imageAt[i]! < 0 ? id : names[imageAt[i]!]!));
}

/** How many positions from the start two conversations share. */
export function sharedLength(kept: ReadConversation, places: readonly Place[]): number {
  const differs = places.findIndex((place, i) => place !== kept.places[i]);
  const shared = differs < 0 ? places.length : differs;
  // The last position is always read anew: the answer starts from its hidden state.
  return Math.min(shared, places.length - 1);
}

/** Reads a prompt from its first position that differs from what was read; what follows that is forgotten. */
export async function readConversation(
  janus: Janus,
  prompt: AskPrompt,
  images: readonly Rgb[],
  { places, reading }: ReadConversation,
  signal: AbortSignal,
): Promise<void> {
  const asked = placesOf(prompt, images);
  const shared = sharedLength({ places, reading }, asked);
  const embeds = await embed(janus, prompt, images, shared);
  places.length = shared;
  reading.cache.length = shared;
  for await (const count of read(janus, reading, embeds, signal)) {
    places.push(...asked.slice(places.length, places.length + count));
  }
}

/** Embeddings of the positions from `start` on: words from their table, images as seen. [length − start, hidden] */
async function embed(
  janus: Janus,
  { ids, imageAt }: AskPrompt,
  images: readonly Rgb[],
  start: number,
): Promise<Float32Array> {
  const { hidden } = janus.config.decoder;
  const embeds = await embedText(janus, ids.slice(start));
  const seen = new Map<number, Float32Array>(); // [imageTokens, hidden] each
  let place = imageAt.subarray(0, start).filter((image) => image >= 0).length;
  for (let i = start; i < ids.length; i++) {
    const image = imageAt[i]!;
    if (image < 0) continue;
    const embedding = seen.get(image) ?? (await see(janus, images[image]!));
    seen.set(image, embedding);
    const row = (place % janus.imageTokens) * hidden;
    embeds.set(embedding.subarray(row, row + hidden), (i - start) * hidden);
    place += 1;
  }
  return embeds;
}
