import type { DrawOrder, DrawStep } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { previewBudget } from './canvas.ts';
import type { Janus } from './janus.ts';
import { pictureRows, type PictureToken, type ReadPrompt, readPrompt } from './picture-tokens.ts';
import { strip } from './prompt.ts';
import { decodePicture } from './sight.ts';

/**
 * Draws the pictures of one order, one after another, so that each is what it would be alone.
 * Picture i has seed (seed + i) mod 2³². Tokens come up a row of the grid at a time.
 * @throws {StudioFailure} `bad-request`, `bad-tokens`, `context-full`, `cancelled`, `bad-model`.
 */
export async function* draw(
  janus: Janus,
  order: DrawOrder,
  signal: AbortSignal,
): AsyncGenerator<DrawStep> {
  check(janus, order);
  yield { kind: 'phase', phase: 'read', index: 0 };
  const prompt = await readPrompt(janus, order.prompt, order.guidance);
  for (let index = 0; index < order.count; index++) {
    yield* drawPicture(janus, order, prompt, index, signal);
  }
}

async function* drawPicture(
  janus: Janus,
  order: DrawOrder,
  prompt: ReadPrompt,
  index: number,
  signal: AbortSignal,
): AsyncGenerator<DrawStep> {
  const { grid } = janus.config.picture;
  const total = grid ** 2;
  const seed = (order.seed + index) % 2 ** 32;
  const { temperature, forced } = order;
  const budget = previewBudget(order.previewShare);
  const tokens: number[] = [];
  let lookingMs = 0;
  const startMs = performance.now();
  const msPerToken = () => (performance.now() - startMs - lookingMs) / tokens.length;

  yield { kind: 'phase', phase: 'draw', index };
  const settings = { seeds: [seed], temperature, forced };
  for await (const [row] of pictureRows(janus, prompt, settings, signal)) {
    const start = tokens.length;
    tokens.push(...row!.map(({ token }) => token));
    yield { kind: 'tokens', index, seed, start, total, ...columns(row!), msPerToken: msPerToken() };
    const rows = tokens.length / grid;
    if (rows === grid || !budget.allows(performance.now() - startMs, rows)) continue;
    const lookMs = performance.now();
    const picture = await decodePicture(janus, tokens);
    budget.spend(performance.now() - lookMs, rows);
    yield { kind: 'preview', index, tokensDone: tokens.length, ...picture };
    lookingMs += performance.now() - lookMs;
  }
  const drawnMsPerToken = msPerToken();
  yield { kind: 'phase', phase: 'decode', index };
  const picture = await decodePicture(janus, tokens);
  yield { kind: 'picture', index, seed, tokens, msPerToken: drawnMsPerToken, ...picture };
}

function columns(row: readonly PictureToken[]) {
  return {
    tokens: row.map(({ token }) => token),
    logProbabilities: row.map(({ logProbability }) => logProbability),
    entropies: row.map(({ entropy }) => entropy),
    likeliest: row.map(({ likeliest }) => likeliest),
  };
}

function check(janus: Janus, { prompt, forced }: DrawOrder): void {
  if (strip(prompt) === '') {
    throw new StudioFailure('bad-request', 'Expected a prompt but it is empty. Say what to draw.');
  }
  const { grid } = janus.config.picture;
  if (forced.length > grid ** 2) {
    throw new StudioFailure(
      'bad-tokens',
      `Expected at most ${grid ** 2} picture tokens but received ${forced.length}.`,
    );
  }
  checkTokens(janus, forced);
}

/** @throws {StudioFailure} `bad-tokens` at the first token that is not a code of the model. */
export function checkTokens(janus: Janus, tokens: readonly number[]): void {
  const { codebook } = janus.config.picture;
  const at = tokens.findIndex(
    (token) => !Number.isInteger(token) || token < 0 || token >= codebook,
  );
  if (at < 0) return;
  throw new StudioFailure(
    'bad-tokens',
    `Expected picture tokens from 0 to ${codebook - 1}, but token ${at} is ${tokens[at]!}. Were they made by another model?`,
  );
}
