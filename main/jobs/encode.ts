import type { Crew } from '../children/crew.ts';
import type { InstalledModel } from '../models/library.ts';

/**
 * Turns an image into the model's picture tokens.
 * @param bytes A whole image file. Its middle is used, its short side as long as a picture's.
 */
export async function encode(
  model: InstalledModel,
  bytes: Uint8Array,
  crew: Crew,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const wish = { bytes, fit: 'cover', side: model.card.pictureSide } as const;
  const image = await crew.workshop.result('readImage', wish, signal);
  const order = { modelFolder: model.folder, image };
  return (await crew.engine.result('encode', order, signal)).tokens;
}
