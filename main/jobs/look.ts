import { toFailure } from '../failure.ts';
import { keepDirection } from '../gallery/similar.ts';
import type { InstalledModel } from '../models/library.ts';
import type { Bench } from './draw-to-gallery.ts';
import { withMemory } from './memory.ts';
import { pictureBytes } from './picture-bytes.ts';

/** What to look at, with which model. */
export interface LookJob {
  readonly number: number;
  readonly model: InstalledModel;
  /** Whether the model may be loaded for it. */
  readonly mayLoad: boolean;
}

/**
 * Has the model's vision encoder look at a picture, and keeps what it looks like.
 * @returns `not loaded` when the model was not, and may not be; `no picture` when there is none to
 * look at.
 */
export async function look(
  { number, model, mayLoad }: LookJob,
  { crew, gallery }: Pick<Bench, 'crew' | 'gallery'>,
  signal: AbortSignal,
): Promise<'looked' | 'not loaded' | 'no picture'> {
  try {
    const bytes = await pictureBytes(gallery, number);
    const wish = { bytes, fit: 'letterbox', side: model.imageSide } as const;
    const image = await crew.workshop.result('readImage', wish, signal);
    const order = { modelFolder: model.folder, image, onlyIfLoaded: !mayLoad };
    const work = () => crew.engine.call('features', order, signal);
    let features: Float32Array | null = null;
    for await (const seen of mayLoad ? withMemory({ model }, crew, work) : work()) {
      features = seen.features;
    }
    if (features === null) return 'not loaded';
    await keepDirection(gallery, model.eye, number, features);
    return 'looked';
  } catch (thrown) {
    if (['not-found', 'bad-image'].includes(toFailure(thrown).code)) return 'no picture';
    throw thrown;
  }
}
