import type { PictureScore } from '../../preload/contract/score.ts';
import { ScoringRequest } from '../../preload/contract/scoring.ts';
import { rowsOf } from '../gallery/rows.ts';
import { keepScore, takeScoresBack, type Rescored } from '../gallery/scores.ts';
import type { InstalledModel } from '../models/library.ts';
import type { Bench } from './draw-to-gallery.ts';
import { judge } from './judge.ts';
import { pictureBytes } from './picture-bytes.ts';
import { readyModel } from './ready-model.ts';
import { Rounds, type RoundOptions, type RoundStep } from './rounds.ts';

const ScoringWish = ScoringRequest.omit({ numbers: true });
type ScoringWish = Omit<ScoringRequest, 'numbers'>;

/** Says of pictures how well they fit their prompts, one after the other. */
export type Scoring = Rounds<ScoringWish, Rescored>;

/** Goes on with the scoring that the studio's end interrupted. */
export function openScoring(
  bench: Bench,
  rest: Pick<RoundOptions<ScoringWish, Rescored>, 'afterCrash' | 'log'>,
): Scoring {
  const { gallery } = bench;
  return new Rounds({
    ...rest,
    kind: 'scores',
    sqlite: gallery.sqlite,
    parse: (kept) => ScoringWish.safeParse(kept).data,
    work: (number, wish, signal) => scorePicture(number, wish, bench, signal),
    takeBack: (made) => takeScoresBack(gallery, made),
  });
}

/**
 * Has a model say how well a picture fits its prompt, when it is the engine's turn, and keeps that.
 * One that this model has scored is left as it is, unless it is to be asked again; one without a
 * prompt is skipped.
 * @throws {StudioFailure} `not-found` when it is gone, `context-full` for a prompt that is too long.
 */
export async function* scorePicture(
  number: number,
  { model: id, again = false }: ScoringWish,
  bench: Bench,
  signal: AbortSignal,
): AsyncGenerator<RoundStep<Rescored>, void> {
  const { crew, gallery, models, turns } = bench;
  const model = await readyModel({ models, id }, crew.workshop, signal);
  const image = await pictureBytes(gallery, number);
  const [row] = rowsOf(gallery.sqlite, [number]);
  const prompt = row?.picture.prompt.trim() ?? '';
  const isScored = row?.picture.score?.model === model.card.id;
  if (prompt === '' || (isScored && !again)) {
    yield { kind: prompt === '' ? 'skipped' : 'kept' };
    return;
  }
  const job = () => judgeOne({ model, prompt, image }, bench, signal);
  for await (const step of turns.run(job, signal)) {
    if (step.kind === 'queued') yield step;
    else yield { kind: 'made', made: await keepScore(gallery, number, step.score) };
  }
}

interface OneToJudge {
  readonly model: InstalledModel;
  readonly prompt: string;
  readonly image: Uint8Array;
}

async function* judgeOne(
  job: OneToJudge,
  { crew }: Bench,
  signal: AbortSignal,
): AsyncGenerator<{ readonly kind: 'score'; readonly score: PictureScore }, void> {
  yield { kind: 'score', score: await judge(job, crew, signal) };
}
