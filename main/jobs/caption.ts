import type { AskStep } from '../children/messages.ts';
import { ask } from './ask.ts';
import type { Bench } from './draw-to-gallery.ts';
import { pictureBytes } from './picture-bytes.ts';
import { readyModel } from './ready-model.ts';

/** Enough for a paragraph; a model that rambles is cut short. */
const mostTokens = 200;
/** Of a caption in characters. */
const longest = 5_000;

/** What to ask about a picture. */
export interface CaptionJob {
  readonly number: number;
  readonly question: string;
  readonly model?: string | undefined;
}

/**
 * Has the model say what a picture shows, when it is the engine's turn: always the same of the same
 * picture. Last comes the caption, '' when the model said nothing.
 * @throws {StudioFailure} `not-found` when the picture is gone.
 */
export async function* caption(
  { number, question, model: id }: CaptionJob,
  { turns, crew, gallery, models }: Bench,
  signal: AbortSignal,
): AsyncGenerator<{ readonly kind: 'queued'; readonly ahead: number } | Caption, void> {
  const model = await readyModel({ models, id }, crew.workshop, signal);
  const image = await pictureBytes(gallery, number);
  const parts = [
    { kind: 'image', image: 0 },
    { kind: 'text', text: `\n${question}` },
  ] as const;
  const job = {
    model,
    turns: [{ role: 'user', parts }],
    images: [image],
    temperature: 0,
    topP: 1,
    seed: 0,
    maxTokens: mostTokens,
    apart: true,
  } as const;
  for await (const step of turns.run(() => ask(job, crew, signal), signal)) {
    if (step.kind === 'queued') yield step;
    else if (step.kind === 'answer') yield { kind: 'caption', caption: captionOf(step) };
  }
}

interface Caption {
  readonly kind: 'caption';
  readonly caption: string;
}

type Answer = Extract<AskStep, { readonly kind: 'answer' }>;

/** The answer; where it was cut short, its whole sentences. */
function captionOf({ answer, stoppedBy }: Pick<Answer, 'answer' | 'stoppedBy'>): string {
  const text = answer.toWellFormed().trim().slice(0, longest);
  if (stoppedBy === 'end' || stoppedBy === 'user-tag') return text;
  return /^.*[.!?。！？]/su.exec(text)?.[0] ?? text;
}
