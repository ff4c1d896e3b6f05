import type { AskOrder, AskStep } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import {
  type Place,
  placesOf,
  type ReadConversation,
  readConversation,
  sharedLength,
} from './conversation.ts';
import { createDetokenizer } from './detokenizer.ts';
import type { Janus } from './janus.ts';
import { answerTokens, type Reading } from './language.ts';
import { gumbelNoise } from './noise.ts';
import { type AskPrompt, askPrompt } from './prompt.ts';

type StoppedBy = Extract<AskStep, { kind: 'answer' }>['stoppedBy'];

/**
 * Answers the last turn of a conversation (janus.md §2).
 * @param choose Gives what was read so far: a shared beginning is not read again. Afterwards it is what was read now.
 * @throws {StudioFailure} `bad-request`, `context-full` before anything is read, `cancelled`, `bad-model`.
 */
export async function* ask(
  janus: Janus,
  order: AskOrder,
  choose: (places: readonly Place[]) => ReadConversation,
  signal: AbortSignal,
): AsyncGenerator<AskStep> {
  const startMs = performance.now();
  check(janus, order);
  const prompt = askPrompt(janus, order.turns);
  const room = janus.contextTokens - prompt.ids.length;
  if (room < 1) throw tooLong(janus, prompt);
  const places = placesOf(prompt, order.images);
  const kept = choose(places);
  yield promptStep(prompt, sharedLength(kept, places), room);
  if (order.images.length > 0) yield { kind: 'phase', phase: 'see' };
  yield { kind: 'phase', phase: 'read' };
  throwIfCancelled(signal);
  await readConversation(janus, prompt, order.images, kept, signal);

  yield { kind: 'phase', phase: 'answer' };
  yield* answer(janus, order, kept, { room, startMs }, signal);
}

/** Streams an answer, and tells it whole in the end. */
async function* answer(
  janus: Janus,
  order: AskOrder,
  { places, reading }: ReadConversation,
  { room, startMs }: { readonly room: number; readonly startMs: number },
  signal: AbortSignal,
): AsyncGenerator<AskStep> {
  const detokenizer = createDetokenizer(janus.tokenizer);
  const limit = Math.min(order.maxTokens, room);
  const all: number[] = [];
  let text = '';
  let firstMs = startMs;
  let runsMs = 0;
  while (all.length < limit && stopOf(janus, all) === null) {
    throwIfCancelled(signal);
    const turns = Math.min(chunk, limit - all.length);
    const runMs = performance.now();
    const chosen = await chooseTokens(janus, order, reading, all.length, turns);
    runsMs += performance.now() - runMs;
    if (all.length === 0) firstMs = performance.now();
    all.push(...chosen);
    places.push(...chosen);
    const words = stopOf(janus, all) === null ? chosen : chosen.slice(0, -1);
    const piece = words.map((token) => detokenizer.push(token)).join('');
    text += piece;
    if (piece !== '') yield { kind: 'text', text: piece };
  }
  const rest = detokenizer.end();
  if (rest !== '') yield { kind: 'text', text: rest };
  const stop = stopOf(janus, all);
  const tokens = stop === null ? all : all.slice(0, -1);
  yield {
    kind: 'answer',
    answer: text + rest,
    tokens,
    stoppedBy: stop ?? (order.maxTokens <= room ? 'max-tokens' : 'context'),
    msToFirstToken: firstMs - startMs,
    msPerToken: runsMs / all.length,
  };
}

/** Tokens a run: few, so that words come soon and stop is heard soon. */
const chunk = 4;

async function chooseTokens(
  janus: Janus,
  { temperature, topP, seed }: AskOrder,
  reading: Reading,
  position: number,
  turns: number,
): Promise<readonly number[]> {
  const { tokens, tokenizer } = janus;
  const stops = tokens.user === undefined ? [tokens.eos] : [tokens.eos, tokens.user];
  if (temperature === 0) {
    const greedy = { turns, temperature: 1, topP: 1, noise: null, stops };
    return (await answerTokens(janus, reading, greedy)).tokens;
  }
  const noise = new Float32Array(turns * tokenizer.size);
  for (let turn = 0; turn < turns; turn++) {
    const of = gumbelNoise('answer', seed, position + turn, tokenizer.size);
    noise.set(of, turn * tokenizer.size);
  }
  const feeds = { turns, temperature, topP, noise, stops };
  return (await answerTokens(janus, reading, feeds)).tokens;
}

/** What the last token ends the answer by, if it does. */
function stopOf({ tokens }: Janus, answered: readonly number[]): StoppedBy | null {
  const last = answered.at(-1);
  if (last === tokens.eos) return 'end';
  return last !== undefined && last === tokens.user ? 'user-tag' : null;
}

function promptStep(prompt: AskPrompt, reusedTokens: number, room: number): AskStep {
  return {
    kind: 'prompt',
    promptTokens: prompt.ids.length,
    imageTokens: prompt.imageAt.filter((image) => image >= 0).length,
    reusedTokens,
    room,
  };
}

function check({ config }: Janus, { turns, images }: AskOrder): void {
  const alternate = turns.every(({ role }, i) => role === (i % 2 === 0 ? 'user' : 'assistant'));
  if (!alternate || turns.length % 2 === 0) {
    throw new StudioFailure(
      'bad-request',
      'Expected turns of user and assistant in alternation, the first and the last by the user.',
    );
  }
  const last = turns.at(-1)?.parts ?? [];
  if (last.every((part) => part.kind === 'text' && part.text.trim() === '')) {
    throw new StudioFailure('bad-request', 'Expected a question but it is empty. Ask something.');
  }
  const named = turns
    .flatMap(({ parts }) => parts)
    .flatMap((part) => (part.kind === 'image' ? [part.image] : []));
  if (named.some((image) => images[image] === undefined)) {
    throw new StudioFailure(
      'bad-request',
      `Expected every image of the conversation to be among the ${images.length} given.`,
    );
  }
  const side = config.vision.imageSize;
  if (images.some((image) => image.width !== side || image.height !== side)) {
    throw new StudioFailure('bad-request', `Expected every image as a square of ${side} pixels.`);
  }
}

function tooLong({ contextTokens, imageTokens }: Janus, { ids }: AskPrompt): StudioFailure {
  return new StudioFailure(
    'context-full',
    `This conversation takes ${ids.length} tokens, and the model reads at most ${contextTokens}. ` +
      `Start a new one, or leave something out; each image takes ${imageTokens + 2}.`,
  );
}
