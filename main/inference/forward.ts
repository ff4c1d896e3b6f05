import type { Rgb } from '../children/messages.ts';
import type { Janus } from './janus.ts';
import type { KvCache } from './kv-cache.ts';
import { fromPixelValues, toPixelValues } from './letterbox.ts';
import { floatsOf, floatTensor, idsOf, idTensor, type Tensor } from './session.ts';

/** What each graph of the model does, once: numbers in, numbers out. */

/** Text tokens → embeddings. [ids.length, hidden] */
export async function embedText(janus: Janus, ids: readonly number[]): Promise<Float32Array> {
  const session = await janus.session('text-embedding');
  return floatsOf(await session.run({ ids: idTensor(ids, [1, ids.length]) }), 'embeds');
}

/** Picture tokens → embeddings. [codes.length, hidden] */
export async function embedCodes(janus: Janus, codes: readonly number[]): Promise<Float32Array> {
  const session = await janus.session('picture-embedding');
  return floatsOf(await session.run({ ids: idTensor(codes, [1, codes.length]) }), 'embeds');
}

/** What the decoder gives for the positions it has just read. */
export interface Reading {
  /** Of each row's last position, after the final norm. [rows, hidden] */
  readonly hidden: Float32Array;
  readonly cache: KvCache;
}

/**
 * Reads on from a cache.
 * @param embeds [cache.rows, length, hidden]
 */
export async function advance(
  janus: Janus,
  cache: KvCache,
  embeds: Float32Array,
): Promise<Reading> {
  const { hidden, layers } = janus.config.decoder;
  const length = embeds.length / (cache.rows * hidden);
  const feeds: Record<string, Tensor> = {
    embeds: floatTensor(embeds, [cache.rows, length, hidden]),
  };
  for (const [i, layer] of cache.layers.entries()) {
    feeds[`past_key.${i}`] = layer.key;
    feeds[`past_value.${i}`] = layer.value;
  }
  const session = await janus.session('decoder');
  const outputs = await session.run(feeds);
  const all = floatsOf(outputs, 'hidden'); // [rows, length, hidden]
  const last = new Float32Array(cache.rows * hidden);
  for (let row = 0; row < cache.rows; row++) {
    const end = (row + 1) * length * hidden;
    last.set(all.subarray(end - hidden, end), row * hidden);
  }
  const read = Array.from({ length: layers }, (_, i) => ({
    key: outputs[`key.${i}`]!,
    value: outputs[`value.${i}`]!,
  }));
  return { hidden: last, cache: { length: cache.length + length, rows: cache.rows, layers: read } };
}

/** Hidden states → text logits. [rows, hidden] → [rows, vocabulary] */
export async function textLogits(janus: Janus, hidden: Float32Array): Promise<Float32Array> {
  return head(janus, 'text-head', hidden);
}

/** Hidden states → picture logits. [rows, hidden] → [rows, codebook] */
export async function pictureLogits(janus: Janus, hidden: Float32Array): Promise<Float32Array> {
  return head(janus, 'picture-head', hidden);
}

async function head(
  janus: Janus,
  name: 'text-head' | 'picture-head',
  hidden: Float32Array,
): Promise<Float32Array> {
  const session = await janus.session(name);
  const size = janus.config.decoder.hidden;
  const input = floatTensor(hidden, [hidden.length / size, size]);
  return floatsOf(await session.run({ hidden: input }), 'logits');
}

/**
 * What the vision encoder sees in one image, as the decoder reads it. [imageTokens, hidden]
 * @param image A square of the model's image size, letterboxed.
 */
export async function see(janus: Janus, image: Rgb): Promise<Float32Array> {
  const session = await janus.session('vision-encoder');
  const dims = [1, 3, image.height, image.width];
  return floatsOf(await session.run({ pixels: floatTensor(toPixelValues(image), dims) }), 'embeds');
}

/**
 * Picture tokens → pixels, for whole rows of the grid: all of them for the picture itself, fewer
 * for a look at an unfinished one. Truncated to 8 bits as the reference does.
 * @param tokens Row by row; a multiple of the grid's side.
 */
export async function decodePicture(janus: Janus, tokens: readonly number[]): Promise<Rgb> {
  const session = await janus.session('picture-decoder');
  const { grid } = janus.config.picture;
  const dims = [1, tokens.length / grid, grid];
  const outputs = await session.run({ tokens: idTensor(tokens, dims) });
  const [, , height, width] = outputs['pixels']!.dims as [number, number, number, number];
  return fromPixelValues(floatsOf(outputs, 'pixels'), width, height);
}

/** Pixels → picture tokens, row by row. @param image A square of the model's picture side. */
export async function encodePicture(janus: Janus, image: Rgb): Promise<number[]> {
  const session = await janus.session('picture-encoder');
  const dims = [1, 3, image.height, image.width];
  return idsOf(await session.run({ pixels: floatTensor(toPixelValues(image), dims) }), 'tokens');
}
