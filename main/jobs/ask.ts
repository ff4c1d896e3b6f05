import type { Engine } from '../children/engine.ts';
import type { AskStep, Rgb, Turn } from '../children/messages.ts';
import type { Workshop } from '../children/workshop.ts';
import { type Loading, withMemory } from './memory.ts';

/** A conversation that waits for its next answer. */
export interface AskJob extends Loading {
  /** Alternating, the user's first and last. */
  readonly turns: readonly Turn[];
  /** Whole image files, as the turns number them. */
  readonly images: readonly Uint8Array[];
  /** 0 = always the likeliest token. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly maxTokens: number;
  /** A question by itself: what conversations have read stays warm, and this does not. */
  readonly apart?: true;
}

/** Who works on an answer. */
export interface AskCrew {
  readonly memoryBytes: number;
  readonly engine: Pick<Engine, 'call'>;
  readonly workshop: Workshop;
}

/** Answers; the pieces of text come as they are written, the last event is the whole answer. */
export async function* ask(
  job: AskJob,
  crew: AskCrew,
  signal: AbortSignal,
): AsyncGenerator<AskStep, void> {
  const { model, loadAnyway: _, images: files, ...wishes } = job;
  const images: Rgb[] = [];
  for (const bytes of files) {
    const wish = { bytes, fit: 'letterbox', side: model.imageSide } as const;
    images.push(await crew.workshop.result('readImage', wish, signal));
  }
  const order = { modelFolder: model.folder, images, ...wishes };
  yield* withMemory(job, crew, () => crew.engine.call('ask', order, signal));
}
