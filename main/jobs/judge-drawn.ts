import { readFile } from 'node:fs/promises';
import type { DrawEvent, DrawRequest, Picture } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { findPicture } from '../gallery/picture-files.ts';
import { rowsOf } from '../gallery/rows.ts';
import { drawnAs, keepScore } from '../gallery/scores.ts';
import { cellOf } from './cells.ts';
import { judge } from './judge.ts';
import { readyModel } from './ready-model.ts';

/** Who judges, and where pictures and models are. */
interface Jury {
  readonly crew: Crew;
  readonly gallery: Gallery;
  /** The folder that holds one folder a model. */
  readonly models: string;
}

/**
 * Has the model that drew a job's pictures judge them, one after the other. Each score is kept as
 * soon as it is known, so a job that is taken up again judges only what is left. A picture that was
 * thrown away meanwhile is left out.
 */
export async function* judgeDrawn(
  request: DrawRequest,
  jury: Jury,
  signal: AbortSignal,
): AsyncGenerator<DrawEvent, void> {
  const { crew, gallery, models } = jury;
  const model = await readyModel({ models, id: request.model }, crew.workshop, signal);
  for (let index = 0; index < request.count; index += 1) {
    const wish = { ...cellOf(request, index), prompt: request.prompt, model: model.card.id };
    const picture = drawnAs(gallery, wish);
    if (picture === null) continue;
    yield { kind: 'phase', phase: 'judge', index };
    const image = picture.score === null && (await bytesOf(picture, jury));
    if (image) {
      const job = { model, prompt: request.prompt, image, loadAnyway: request.loadAnyway };
      await keepScore(gallery, picture.number, await judge(job, crew, signal));
    }
    const [row] = rowsOf(gallery.sqlite, [picture.number]);
    if (row) yield { kind: 'judged', index, picture: row.picture };
  }
}

async function bytesOf(
  { id }: Picture,
  { gallery: { paths } }: Pick<Jury, 'gallery'>,
): Promise<Uint8Array | null> {
  const file = await findPicture(paths.pictures, id);
  return file === null ? null : readFile(file);
}
