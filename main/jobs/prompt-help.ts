import type { PromptHelp, PromptHelpEvent } from '../../preload/contract/prompt-help.ts';
import { starterId } from '../models/library.ts';
import { ask } from './ask.ts';
import type { Bench } from './draw-to-gallery.ts';
import { readyModel } from './ready-model.ts';

/** Questions that Janus answers with a prompt and little else. */
const questions = {
  expand: (prompt: string) =>
    `Describe this picture in one detailed English sentence of at most 50 words: its subject, setting, light, colours and style. Write only the description.\n\nPicture: ${prompt}`,
  english: (prompt: string) =>
    `Translate this description of a picture into English. Write only the translation.\n\nDescription: ${prompt}`,
} as const satisfies Record<PromptHelp['wish'], (prompt: string) => string>;

/** As long as a prompt needs to be; a model that rambles is cut short. */
const mostTokens = { expand: 120, english: 400 } as const;

/** Asks the model itself for a better prompt. What it writes is for the person to judge. */
export async function* helpWithPrompt(
  { prompt, wish, model: id, loadAnyway }: PromptHelp,
  { turns, crew, models }: Bench,
  signal: AbortSignal,
): AsyncGenerator<PromptHelpEvent, void> {
  const model = await readyModel({ models, id }, crew.workshop, signal);
  if (model.card.id === starterId) {
    yield { kind: 'unable', model: model.card.id };
    return;
  }
  const text = questions[wish](prompt);
  const job = {
    model,
    loadAnyway,
    turns: [{ role: 'user', parts: [{ kind: 'text', text }] }],
    images: [],
    temperature: wish === 'english' ? 0 : 0.7,
    topP: 0.95,
    seed: 0,
    maxTokens: mostTokens[wish],
  } as const;
  for await (const step of turns.run(() => ask(job, crew, signal), signal)) {
    if (step.kind === 'queued') yield { kind: 'queued', ahead: step.ahead };
    else if (step.kind === 'phase' || step.kind === 'text') yield step;
    else if (step.kind === 'answer') yield { kind: 'prompt', prompt: promptOf(step.answer) };
  }
}

/** The answer without what models put around it: a label, quotation marks, further paragraphs. */
export function promptOf(answer: string): string {
  const [first = ''] = answer.trim().split(/\n\s*\n/);
  const bare = first.replace(/^(picture|description|translation|prompt)\s*:\s*/i, '').trim();
  return /^["“'‘](.*)["”'’]$/s.exec(bare)?.[1]?.trim() ?? bare;
}
