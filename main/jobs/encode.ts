import type { Crew } from '../children/crew.ts';
import type { Rgb } from '../children/messages.ts';
import type { InstalledModel } from '../models/library.ts';
import { type Loading, withMemory } from './memory.ts';

/**
 * An image as a model's codebook is shown it: its middle, the short side as long as a picture's.
 * @param bytes A whole image file.
 */
export function readSquare(
  { card }: InstalledModel,
  bytes: Uint8Array,
  { workshop }: Pick<Crew, 'workshop'>,
  signal: AbortSignal,
): Promise<Rgb> {
  const wish = { bytes, fit: 'cover', side: card.pictureSide } as const;
  return workshop.result('readImage', wish, signal);
}

/** Turns a square into the model's picture tokens. */
export async function encodeSquare(
  loading: Loading,
  image: Rgb,
  crew: Crew,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const order = { modelFolder: loading.model.folder, image };
  let tokens: readonly number[] = [];
  const encoding = withMemory(loading, crew, () => crew.engine.call('encode', order, signal));
  for await (const step of encoding) ({ tokens } = step);
  return tokens;
}

/**
 * Turns an image into the model's picture tokens.
 * @param bytes A whole image file. Its middle is used, its short side as long as a picture's.
 */
export async function encode(
  loading: Loading,
  bytes: Uint8Array,
  crew: Crew,
  signal: AbortSignal,
): Promise<readonly number[]> {
  return encodeSquare(loading, await readSquare(loading.model, bytes, crew, signal), crew, signal);
}
