import type { PictureScore } from '../../preload/contract/score.ts';
import type { Crew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import { type Loading, withMemory } from './memory.ts';
import { phrasingsFor, scoreQuestions, weigh } from './phrasings.ts';

/** A picture to be weighed against its prompt. */
export interface JudgeJob extends Loading {
  readonly prompt: string;
  /** A whole image file. */
  readonly image: Uint8Array;
}

/**
 * Asks a model in several ways whether a picture shows what its prompt says, weighs its yes against
 * its no, and how readily it would say the prompt of the picture. It is the model's own opinion: good
 * for putting pictures of one prompt in order, no measure of quality.
 *
 * @throws {StudioFailure} `context-full` when the prompt is too long to ask about.
 */
export async function judge(
  { prompt, image: bytes, ...loading }: JudgeJob,
  crew: Crew,
  signal: AbortSignal,
): Promise<PictureScore> {
  const { model } = loading;
  const phrasings = phrasingsFor(prompt);
  const wish = { bytes, fit: 'letterbox', side: model.imageSide } as const;
  const image = await crew.workshop.result('readImage', wish, signal);
  const order = { modelFolder: model.folder, image, questions: scoreQuestions(phrasings) };
  const scoring = withMemory(loading, crew, () => crew.engine.call('score', order, signal));
  for await (const { scores } of scoring) {
    return { model: model.card.id, ...weigh(phrasings, scores) };
  }
  throw new StudioFailure('engine-stopped', 'The engine ended without a score. Try again.');
}
