import { pictureSide } from './checkpoint/config.ts';
import { openCheckpoint } from './checkpoint/open.ts';
import type { Needs } from './forecast.ts';
import { type Precision, precisions } from './graphs/storage.ts';
import type { Manifest } from './manifest.ts';
import { familyOf, needsAt } from './write-model.ts';

/** What a checkpoint is, before anything is built of it. */
export interface Inspection {
  /** Repository where the folder tells it, else its name. */
  readonly name: string;
  readonly family: Manifest['family'];
  /** Side of its pictures in pixels. */
  readonly pictureSide: number;
  /** As the folder calls it, or `unknown`. */
  readonly licence: string;
  readonly licenceText: string | null;
  /** Whether its folder holds an adapter, which is merged when it is built. */
  readonly adapted: boolean;
  readonly builds: readonly { readonly precision: Precision; readonly needs: Needs }[];
}

/**
 * Looks at a checkpoint folder: its config, tokenizer, licence and the headers of its weights.
 * @throws {ModelFailure} `bad-checkpoint`, as building would.
 */
export async function inspectCheckpoint(folder: string): Promise<Inspection> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const { config, source, licence, licenceText, adapted } = checkpoint;
    return {
      name: source.name,
      family: await familyOf(checkpoint),
      pictureSide: pictureSide(config),
      licence,
      licenceText,
      adapted,
      builds: precisions.map((precision) => ({ precision, needs: needsAt(checkpoint, precision) })),
    };
  } finally {
    await checkpoint.close();
  }
}
