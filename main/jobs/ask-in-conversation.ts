import type { AskEvent, AskRequest, Message } from '../../preload/contract/conversation.ts';
import type { Part, Turn } from '../children/messages.ts';
import { enterQuestion } from '../conversations/asked.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { Draft } from '../conversations/draft.ts';
import { readImage } from '../conversations/images.ts';
import { branchTo } from '../conversations/messages.ts';
import { StudioFailure } from '../failure.ts';
import { ask, type AskCrew } from './ask.ts';
import type { Bench } from './draw-to-gallery.ts';
import { readyModel } from './ready-model.ts';

/** What answering takes around it. */
export interface AskBench extends Pick<Bench, 'turns' | 'models'> {
  readonly crew: AskCrew;
  readonly conversations: Conversations;
}

/** More than any context holds. */
const mostImages = 32;

/**
 * Answers a question when it is its turn. Question and answer are kept from the start, the answer
 * as it grows; however it ends, the last event is the answer as it was kept.
 */
export async function* askInConversation(
  request: AskRequest,
  bench: AskBench,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, void> {
  const { conversations } = bench;
  const asked = await enterQuestion(conversations, request);
  const stop = new AbortController();
  conversations.writing.set(asked.answer.id, stop);
  const either = AbortSignal.any([signal, stop.signal]);
  const draft = new Draft(conversations, asked.answer);
  try {
    yield { kind: 'asked', ...asked };
    const turn = () => answer(request, asked.question.id, bench, draft, either);
    yield* bench.turns.run(turn, either);
  } catch (thrown) {
    draft.failed(thrown, stop.signal.aborted);
  } finally {
    conversations.writing.delete(asked.answer.id);
    // Also when nobody listens any more.
    await draft.end();
  }
  yield { kind: 'answered', answer: draft.answer };
}

/** Ends an answer that is being written; one that is not has ended already. */
export function stopAnswer({ writing }: Conversations, answer: string): null {
  writing.get(answer)?.abort();
  return null;
}

type Telling = Extract<AskEvent, { readonly kind: 'phase' | 'text' }>;

async function* answer(
  request: AskRequest,
  question: string,
  { models, crew, conversations }: AskBench,
  draft: Draft,
  signal: AbortSignal,
): AsyncGenerator<Telling, void> {
  const model = await readyModel({ models, id: request.model }, crew.workshop, signal);
  await draft.note({ model: model.card.id });
  const branch = branchTo(conversations.sqlite, question);
  const read = await readTurns(conversations, branch);
  const { temperature, topP, seed, maxTokens, loadAnyway } = request;
  const job = { model, ...read, temperature, topP, seed, maxTokens, loadAnyway };
  for await (const step of ask(job, crew, signal)) {
    await draft.hear(step);
    if (step.kind === 'phase' || step.kind === 'text') yield step;
  }
}

/**
 * A branch as the engine reads it: byte for byte the same each time, so that what was read for the
 * question before is not read again. Questions without an answer are left out.
 */
async function readTurns(
  conversations: Conversations,
  branch: readonly Message[],
): Promise<{ readonly turns: readonly Turn[]; readonly images: readonly Uint8Array[] }> {
  const said = branch.filter((message, at) => {
    const reply = message.role === 'user' ? branch[at + 1] : message;
    return reply === undefined || reply.text.trim() !== '';
  });
  const ids = [...new Set(said.flatMap(({ images }) => images.map(({ id }) => id)))];
  if (ids.length > mostImages) {
    throw new StudioFailure(
      'context-full',
      `Expected at most ${mostImages} images in one conversation but there are ${ids.length}. Start a new one.`,
    );
  }
  const images: Uint8Array[] = [];
  for (const id of ids) images.push(await readImage(conversations, id));
  const turns = said.map(({ role, text, images: shown }) => {
    const parts: Part[] = shown.map(({ id }) => ({ kind: 'image', image: ids.indexOf(id) }));
    parts.push({ kind: 'text', text: parts.length === 0 ? text : `\n${text}` });
    return { role, parts };
  });
  return { turns, images };
}
