import type { Rgb } from '../../main/children/messages.ts';
import { startConversation } from '../../main/inference/conversation.ts';
import { draw } from '../../main/inference/draw.ts';
import type { Janus } from '../../main/inference/janus.ts';
import { letterbox } from '../../main/inference/letterbox.ts';
import { score } from '../../main/inference/score.ts';
import { phrasingsFor, scoreQuestions, weigh } from '../../main/jobs/phrasings.ts';
import { agrees, type Detector } from './detector.ts';
import type { Settings } from './drawing.ts';
import type { Drawing } from './exam.ts';

/** One of the pictures of a prompt: what the model says of it, and whether the detector agrees. */
export interface Candidate {
  readonly picture: Rgb;
  /** 0 to 1. */
  readonly score: number;
  /** Yes against no, a question each. */
  readonly answers: readonly number[];
  /** By how much likelier the prompt is as a description with it than without, nats a token. */
  readonly gain: number;
  readonly good: boolean;
}

/** A prompt and its pictures, the best by score first. */
export interface Contest {
  readonly asked: Drawing;
  readonly candidates: readonly Candidate[];
}

const never = new AbortController().signal;

/** Draws `count` pictures a prompt, `rounds` times over, and has the model judge them as the studio does. */
export async function* judgeAll(
  janus: Janus,
  detector: Detector,
  drawings: readonly Drawing[],
  { count, rounds, ...settings }: Settings & { readonly count: number; readonly rounds: number },
): AsyncGenerator<Contest> {
  const contests = drawings.flatMap((asked) => new Array<Drawing>(rounds).fill(asked));
  for (const [at, asked] of contests.entries()) {
    const wishes = { prompt: asked.prompt, seed: at * count, count, ...settings };
    const order = { ...wishes, modelFolder: janus.folder, forced: [], previewShare: 0 };
    const candidates: Candidate[] = [];
    for await (const step of draw(janus, order, never)) {
      if (step.kind !== 'picture') continue;
      const good = agrees(asked.scene, asked.category, detector.look(step));
      candidates.push({ picture: step, good, ...(await opinion(janus, asked.prompt, step)) });
    }
    yield { asked, candidates: candidates.toSorted((a, b) => b.score - a.score) };
  }
}

async function opinion(janus: Janus, prompt: string, picture: Rgb) {
  const phrasings = phrasingsFor(prompt);
  const order = {
    modelFolder: janus.folder,
    image: letterbox(picture, janus.config.vision.imageSize),
    questions: scoreQuestions(phrasings),
  };
  const scores = await score(janus, order, startConversation(janus), never);
  const { value, answers, gain } = weigh(phrasings, scores);
  return { score: value, answers: answers.map(({ yes }) => yes), gain: gain ?? 0 };
}
