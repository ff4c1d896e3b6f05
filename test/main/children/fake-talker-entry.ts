import { setTimeout as sleep } from 'node:timers/promises';
import { serveVerbs } from '../../../main/children/child.ts';
import type { AskOrder, AskStep, EngineVerbs, Handlers } from '../../../main/children/messages.ts';
import { StudioFailure } from '../../../main/failure.ts';

/**
 * An engine that only talks, with no model: the first word of the question says how. It speaks a
 * few letters at a time, every JANUS_FAKE_TALK_MS, and keeps what it read as the real one does.
 */
const handlers: Handlers<EngineVerbs> = {
  async *ask(order, signal) {
    yield { kind: 'phase', phase: 'load' };
    yield* talk(order, signal);
  },
  draw: refuse,
  score: refuse,
  features: refuse,
  encode: refuse,
  decode: refuse,
  tokenize: refuse,
  providers: refuse,
};

// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- It refuses.
async function* refuse(): AsyncGenerator<never> {
  throw new StudioFailure('bad-request', 'This engine only talks.');
}

const pace = Number(process.env['JANUS_FAKE_TALK_MS'] ?? 1);
const context = 4096;
let readBefore = '';

async function* talk(order: AskOrder, signal: AbortSignal): AsyncGenerator<AskStep> {
  const question = textOf(order.turns.at(-1));
  const how = question.split(/\s/, 1)[0] ?? '';
  const reading = order.turns.map((turn) => `${turn.role}:${JSON.stringify(turn.parts)}`).join('|');
  if (how === 'overfull') {
    throw new StudioFailure('context-full', `This conversation takes ${context + 1} tokens.`);
  }
  let reused = 0;
  while (reused < reading.length && reading[reused] === readBefore[reused]) reused += 1;
  yield {
    kind: 'prompt',
    promptTokens: reading.length,
    imageTokens: 576 * order.images.length,
    reusedTokens: reused,
    room: context - reading.length,
  };
  if (order.images.length > 0) yield { kind: 'phase', phase: 'see' };
  yield { kind: 'phase', phase: 'read' };
  await sleep(5 * pace, undefined, { signal });
  yield { kind: 'phase', phase: 'answer' };
  const answer = answerTo(how, question, order);
  const pieces = answer.match(/[\s\S]{1,9}/g) ?? [];
  for (const [at, text] of pieces.entries()) {
    if (how === 'crash' && at === 4) process.kill(process.pid, 'SIGKILL');
    await sleep(pace, undefined, { signal });
    yield { kind: 'text', text };
  }
  readBefore = `${reading}|assistant:${JSON.stringify([{ kind: 'text', text: answer }])}`;
  yield {
    kind: 'answer',
    answer,
    tokens: pieces.map((_, at) => at),
    stoppedBy: how === 'cramped' ? 'context' : 'end',
    msToFirstToken: 5 * pace,
    msPerToken: pace,
  };
}

function answerTo(how: string, question: string, { turns, images, seed }: AskOrder): string {
  if (how === 'say') return question.slice(4);
  if (how === 'long') return 'one two three four five six seven eight nine ten. '.repeat(40);
  return `Answer ${seed % 1000} to “${question}”: turn ${turns.length}, ${images.length} images.`;
}

function textOf(turn: AskOrder['turns'][number] | undefined): string {
  const texts = turn?.parts.map((part) => (part.kind === 'text' ? part.text : '')) ?? [];
  return texts.join('').trim();
}

serveVerbs(() => Promise.resolve(handlers));
