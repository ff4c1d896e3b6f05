/* eslint-disable @typescript-eslint/require-await -- Far too simple to wait for anything. */
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveVerbs } from '../../../main/children/child.ts';
import type {
  DrawOrder,
  DrawStep,
  EngineVerbs,
  Handlers,
} from '../../../main/children/messages.ts';
import { StudioFailure } from '../../../main/failure.ts';

/**
 * The far side of the process border, as misbehaved as a test wants it: the first word of the
 * prompt says how. Draws pictures of 4 tokens and 4×4 pixels.
 */
const handlers: Handlers<EngineVerbs> = {
  async *draw(order, signal) {
    yield { kind: 'phase', phase: 'load', index: 0 };
    dieOnce(order, 'load');
    const how = order.prompt.split(' ')[0];
    if (how === 'crash') process.kill(process.pid, 'SIGKILL');
    if (how === 'exit') {
      console.error('the driver is gone');
      process.exit(3);
    }
    if (how === 'fail') throw new StudioFailure('bad-model', 'Expected a model but received none.');
    if (how === 'deaf') await sleep(600_000);
    if (how === 'block') for (;;);
    if (how === 'garble') garble();
    if (how === 'interrupt') process.kill(process.pid, 'SIGINT');
    for (let index = 0; index < order.count; index++) yield* drawOne(order, index, signal);
    if (how === 'flood') for (let start = 0; ; start++) yield tokens(order, 0, start);
  },
  async *ask(order) {
    yield { kind: 'phase', phase: 'answer' };
    const answer = JSON.stringify(order.turns);
    yield { kind: 'prompt', promptTokens: 9, imageTokens: 4, reusedTokens: 0, room: 4000 };
    for (const text of answer) yield { kind: 'text', text };
    yield {
      kind: 'answer',
      answer,
      tokens: [1, 2],
      stoppedBy: 'end',
      msToFirstToken: 1,
      msPerToken: 1,
    };
  },
  async *score({ questions }) {
    const scores = questions.map(({ answers }) => answers.map((_, i) => ({ nats: -i, tokens: 1 })));
    yield { scores };
  },
  async *features({ image }) {
    yield { features: Float32Array.of(image.width / 10, 0) };
  },
  async *encode({ image }) {
    yield { tokens: [image.width, image.height] };
  },
  async *decode({ tokens }) {
    const height = 2 * (tokens.length / 2);
    yield { width: 4, height, rgb: new Uint8Array(height * 12).fill(tokens[0] ?? 0) };
  },
  async *tokenize({ text }) {
    const tokens = text.split(' ');
    yield { ids: tokens.map((word) => word.length), tokens };
  },
  async *providers() {
    yield { version: '0', providers: [{ name: 'cpu', available: true, reason: '' }] };
  },
};

/** Breaks the protocol in every way, at last for the first call. */
function garble() {
  const messages: unknown[] = [
    'words',
    [],
    {},
    { kind: 'event' },
    { kind: 'event', id: 10 ** 9 },
    { kind: 'end', id: 'x' },
    { kind: 'failed', id: 1, failure: { code: 'no such code', message: 7 } },
  ];
  for (const message of messages) process.send?.(message);
}

async function* drawOne(
  order: DrawOrder,
  index: number,
  signal: AbortSignal,
): AsyncGenerator<DrawStep> {
  const waits = order.prompt.startsWith('half ') && 2 * index >= order.count;
  if (waits) await sleep(600_000, null, { signal });
  const seed = (order.seed + index) % 2 ** 32;
  for (const phase of ['read', 'draw'] as const) {
    yield { kind: 'phase', phase, index };
    dieOnce(order, phase);
  }
  for (let start = 0; start < 4; start++) {
    if (order.prompt.startsWith('slow')) await sleep(200, undefined, { signal });
    yield tokens(order, index, start);
  }
  yield { kind: 'phase', phase: 'decode', index };
  dieOnce(order, 'decode');
  const rgb = new Uint8Array(48).fill(seed % 256);
  yield {
    kind: 'picture',
    index,
    seed,
    tokens: [seed % 16, 1, 2, 3],
    msPerToken: 1,
    width: 4,
    height: 4,
    rgb,
  };
}

/** "die draw <file>" dies in that phase unless the file is there, and leaves it behind. */
function dieOnce({ prompt }: DrawOrder, phase: string): void {
  const [how, when, file = ''] = prompt.split(' ');
  if (how !== 'die' || when !== phase || existsSync(file)) return;
  writeFileSync(file, '');
  process.kill(process.pid, 'SIGKILL');
}

function tokens({ seed }: DrawOrder, index: number, start: number): DrawStep {
  return {
    kind: 'tokens',
    index,
    seed: (seed + index) % 2 ** 32,
    start,
    total: 4,
    tokens: [start],
    logProbabilities: [-1],
    entropies: [1],
    likeliest: [[0, 1, 2, 3, 4, 5, 6, 7]],
    msPerToken: 1,
  };
}

serveVerbs(() => Promise.resolve(handlers));
