import type { ReconstructEvent, ReconstructRequest } from '../../preload/contract/making.ts';
import type { Crew } from '../children/crew.ts';
import type { Rgb } from '../children/messages.ts';
import { pictureRow } from '../gallery/details.ts';
import type { InstalledModel } from '../models/library.ts';
import { bytesOf, ownTokens } from './beginning.ts';
import type { Bench } from './draw-to-gallery.ts';
import { encodeSquare, readSquare } from './encode.ts';
import { readyModel } from './ready-model.ts';

/**
 * Shows what a model's codes keep of a picture: into tokens and back, when it is the engine's turn.
 * One that the model drew itself keeps its own tokens, so nothing of it is lost and nothing is run.
 *
 * @throws {StudioFailure} `not-found`, `no-model`, `out-of-memory`.
 */
export async function* reconstruct(
  request: ReconstructRequest,
  bench: Bench,
  signal: AbortSignal,
): AsyncGenerator<ReconstructEvent, void> {
  const { crew, gallery, models, turns } = bench;
  const { picture } = pictureRow(gallery, request.picture);
  const model = await readyModel({ models, id: request.model }, crew.workshop, signal);
  const bytes = await bytesOf(gallery, picture);
  const square = await readSquare(model, bytes, crew, signal);
  const original = await pngOf(square, crew, signal);
  yield { kind: 'original', png: original, model: model.card.id, grid: gridOf(model) };
  const own = await ownTokens(gallery, picture, model);
  if (own !== null) {
    yield { kind: 'reconstruction', png: original, psnr: null, rows: rowsIn(own, model) };
    return;
  }
  for await (const event of turns.run(() => throughCodes(square, model, crew, signal), signal)) {
    yield event.kind === 'queued' ? { kind: 'queued', ahead: event.ahead } : event;
  }
}

async function* throughCodes(
  square: Rgb,
  model: InstalledModel,
  crew: Crew,
  signal: AbortSignal,
): AsyncGenerator<Extract<ReconstructEvent, { readonly kind: 'reconstruction' }>, void> {
  const tokens = await encodeSquare({ model }, square, crew, signal);
  const order = { modelFolder: model.folder, tokens };
  const again = await crew.engine.result('decode', order, signal);
  const png = await pngOf(again, crew, signal);
  const psnr = psnrOf(square.rgb, again.rgb);
  yield { kind: 'reconstruction', png, psnr, rows: rowsIn(tokens, model) };
}

function gridOf({ card }: InstalledModel): number {
  return Math.sqrt(card.tokensPerPicture);
}

/** How many rows can be kept: whole ones, and one is left to draw. */
function rowsIn(tokens: readonly number[], model: InstalledModel): number {
  const grid = gridOf(model);
  return Math.min(grid - 1, Math.floor(tokens.length / grid));
}

async function pngOf(image: Rgb, { workshop }: Crew, signal: AbortSignal): Promise<Uint8Array> {
  return (await workshop.result('encodePng', image, signal)).bytes;
}

/** Peak signal-to-noise ratio of two pictures of one size, in dB; more is closer. At most 100. */
function psnrOf(one: Uint8Array, other: Uint8Array): number {
  let squared = 0;
  for (const [at, value] of one.entries()) squared += (value - (other[at] ?? 0)) ** 2;
  const mean = squared / Math.max(1, one.length);
  return mean === 0 ? 100 : Math.min(100, 10 * Math.log10(255 ** 2 / mean));
}
