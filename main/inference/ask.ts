import type { AskOrder, AskStep } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { type ReadConversation, readConversation, placesOf, sharedLength } from './conversation.ts';
import { createDetokenizer } from './detokenizer.ts';
import { advance, embedText, textLogits } from './forward.ts';
import type { Janus } from './janus.ts';
import { gumbelNoise } from './noise.ts';
import { type AskPrompt, askPrompt } from './prompt.ts';
import { keepTopP, pick } from './sampler.ts';

type StoppedBy = Extract<AskStep, { kind: 'answer' }>['stoppedBy'];

/**
 * Answers the last turn of a conversation (janus.md §2).
 * @param kept What was read for the last question, or null: its shared beginning is not read again.
 * @returns What was read now, answer included, to be kept for the next question.
 * @throws {StudioFailure} `bad-request`, `context-full` before anything is read, `cancelled`, `bad-model`.
 */
export async function* ask(
  janus: Janus,
  order: AskOrder,
  kept: ReadConversation | null,
  signal: AbortSignal,
): AsyncGenerator<AskStep, ReadConversation> {
  const startMs = performance.now();
  check(janus, order);
  const prompt = askPrompt(janus, order.turns);
  const room = janus.contextTokens - prompt.ids.length;
  if (room < 1) throw tooLong(janus, prompt);
  yield promptStep(prompt, order, kept, room);
  if (order.images.length > 0) yield { kind: 'phase', phase: 'see' };
  yield { kind: 'phase', phase: 'read' };
  throwIfCancelled(signal);
  let { places, reading } = await readConversation(janus, prompt, order.images, kept);

  yield { kind: 'phase', phase: 'answer' };
  const detokenizer = createDetokenizer(janus.tokenizer);
  const limit = Math.min(order.maxTokens, room);
  const tokens: number[] = [];
  let answer = '';
  let stoppedBy: StoppedBy = order.maxTokens <= room ? 'max-tokens' : 'context';
  let firstMs: number | null = null;
  while (tokens.length < limit) {
    throwIfCancelled(signal);
    const token = await chooseToken(janus, order, reading.hidden, tokens.length);
    firstMs ??= performance.now();
    const stop = stopOf(janus, token);
    if (stop !== null) {
      stoppedBy = stop;
      break;
    }
    tokens.push(token);
    const text = detokenizer.push(token);
    answer += text;
    if (text !== '') yield { kind: 'text', text };
    reading = await advance(janus, reading.cache, await embedText(janus, [token]));
    places = [...places, token];
  }
  const rest = detokenizer.end();
  answer += rest;
  if (rest !== '') yield { kind: 'text', text: rest };
  const endMs = performance.now();
  yield {
    kind: 'answer',
    answer,
    tokens,
    stoppedBy,
    msToFirstToken: (firstMs ?? endMs) - startMs,
    msPerToken: tokens.length === 0 ? 0 : (endMs - (firstMs ?? endMs)) / tokens.length,
  };
  return { places, reading };
}

async function chooseToken(
  janus: Janus,
  { temperature, topP, seed }: AskOrder,
  hidden: Float32Array,
  position: number,
): Promise<number> {
  // The rows beyond the tokenizer's length are padding of the table, never words.
  const logits = (await textLogits(janus, hidden)).subarray(0, janus.tokenizer.size);
  if (temperature === 0) return pick(logits, 0, null);
  const scaled = keepTopP(
    logits.map((logit) => logit / temperature),
    topP,
  );
  return pick(scaled, 1, gumbelNoise('answer', seed, position, scaled.length));
}

function stopOf({ tokens }: Janus, token: number): StoppedBy | null {
  if (token === tokens.eos) return 'end';
  return token === tokens.user ? 'user-tag' : null;
}

function promptStep(
  prompt: AskPrompt,
  { images }: AskOrder,
  kept: ReadConversation | null,
  room: number,
): AskStep {
  return {
    kind: 'prompt',
    promptTokens: prompt.ids.length,
    imageTokens: prompt.imageAt.filter((image) => image >= 0).length,
    reusedTokens: sharedLength(kept, placesOf(prompt, images)),
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
