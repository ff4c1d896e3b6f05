import type { DrawEvent } from '../../preload/contract/picture.ts';
import type { Crew } from '../children/crew.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { usePrompt } from '../gallery/prompts.ts';
import { savePicture } from '../gallery/save.ts';
import { takeOver } from './beginning.ts';
import { stretchesOf } from './cells.ts';
import { draw, type Drawing } from './draw.ts';
import { judgeDrawn } from './judge-drawn.ts';
import type { JobRun } from './queue.ts';
import { readyModel } from './ready-model.ts';
import type { Turns } from './turns.ts';

/** What a job of the studio needs around it. */
export interface Bench {
  /** Everything that works with the engine takes one. */
  readonly turns: Turns;
  readonly crew: Crew;
  readonly gallery: Gallery;
  /** The folder that holds one folder a model. */
  readonly models: string;
}

/**
 * Draws a job when it is the engine's turn, and saves each picture as soon as it is finished, or as
 * far as it is when it is stopped. Those that were saved before are not drawn again. Judges them
 * at last, where that was asked for: whatever becomes of that, they are kept.
 */
export async function* drawToGallery(run: JobRun, bench: Bench): AsyncGenerator<DrawEvent, void> {
  const { request, saved, signal, stop } = run;
  const ending = AbortSignal.any([signal, stop]);
  if (saved < request.count) yield* drawAndSave(run, bench, ending);
  if (request.judge !== true) return;
  for await (const event of bench.turns.run(() => judgeDrawn(request, bench, ending), ending)) {
    if (event.kind !== 'queued') yield event;
  }
}

async function* drawAndSave(
  run: JobRun,
  bench: Bench,
  ending: AbortSignal,
): AsyncGenerator<DrawEvent, void> {
  const { stop } = run;
  let { saved } = run;
  for await (const event of bench.turns.run(() => drawNow(run, bench), ending)) {
    // The job's place is the queue's to tell.
    if (event.kind === 'queued') continue;
    if (event.kind !== 'picture') {
      yield event;
      continue;
    }
    saved += 1;
    const picture = await savePicture(bench.gallery, event, () => {
      // A stopped job has no next picture.
      if (!stop.aborted) run.noteSaved(saved);
    });
    yield { kind: 'saved', index: event.index, picture };
  }
}

/** Draws what is left of a job; its pictures are counted from the job's beginning. */
async function* drawNow(
  { request, saved, signal, stop }: JobRun,
  bench: Bench,
): AsyncGenerator<Drawing, void> {
  const { crew, gallery, models } = bench;
  const { prompt, previewShare, loadAnyway, model: id, begin } = request;
  const ending = AbortSignal.any([signal, stop]);
  const model = await readyModel({ models, id }, crew.workshop, ending);
  if (saved === 0) await usePrompt(gallery, prompt);
  const loading = { model, loadAnyway };
  const beginning = begin ? await takeOver(begin, loading, bench, ending) : { forced: [] };
  const wishes = { prompt, previewShare, ...loading, ...beginning };
  for (const { start, ...stretch } of stretchesOf(request, saved)) {
    for await (const event of draw({ ...wishes, ...stretch }, crew, signal, stop)) {
      yield { ...event, index: start + event.index };
    }
  }
}
