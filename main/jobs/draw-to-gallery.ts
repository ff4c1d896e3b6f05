import type { DrawEvent, DrawRequest } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { usePrompt } from '../gallery/prompts.ts';
import { savePicture } from '../gallery/save.ts';
import { takeOver } from './beginning.ts';
import { draw } from './draw.ts';
import type { Queue } from './queue.ts';
import { readyModel } from './ready-model.ts';

/** What a job of the studio needs around it. */
export interface Bench {
  readonly queue: Queue;
  readonly crew: Crew;
  readonly gallery: Gallery;
  /** The folder that holds one folder a model. */
  readonly models: string;
}

/** Draws when it is its turn, and saves each picture as soon as it is finished. */
export async function* drawToGallery(
  request: DrawRequest,
  bench: Bench,
  signal: AbortSignal,
): AsyncGenerator<DrawEvent, void> {
  const { model: id, begin, ...wishes } = request;
  // Everything that waits is inside the turn, so jobs stay in the order of asking.
  const turn = async function* () {
    const model = await readyModel({ models: bench.models, id }, bench.crew.workshop, signal);
    await usePrompt(bench.gallery, request.prompt);
    const beginning = begin ? await takeOver(begin, model, bench, signal) : { forced: [] };
    yield* draw({ ...wishes, model, ...beginning }, bench.crew, signal);
  };
  for await (const event of bench.queue.run(turn, signal)) {
    if (event.kind !== 'picture') {
      yield event;
      continue;
    }
    const picture = await savePicture(bench.gallery, event);
    yield { kind: 'saved', index: event.index, picture };
  }
}
