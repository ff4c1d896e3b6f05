import type { Crew } from '../children/crew.ts';
import type { InstalledModel } from '../models/library.ts';

/**
 * Turns picture tokens into a PNG file.
 * @param tokens A whole picture's.
 */
export async function decode(
  model: InstalledModel,
  tokens: readonly number[],
  crew: Crew,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const picture = await crew.engine.result('decode', { modelFolder: model.folder, tokens }, signal);
  return (await crew.workshop.result('encodePng', picture, signal)).bytes;
}
