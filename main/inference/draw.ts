import type { DrawOrder, DrawStep } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { createCanvas, type Canvas } from './canvas.ts';
import type { Janus } from './janus.ts';
import { bytesAPosition } from './kv-cache.ts';
import { pictureRows, type PictureToken, type ReadPrompt, readPrompt } from './picture-tokens.ts';
import { strip } from './prompt.ts';
import { type PreviewBudget, previewBudget } from './preview-budget.ts';
import { decodePicture } from './sight.ts';

/**
 * Draws the pictures of one order. Picture i has seed (seed + i) mod 2³², and is what it would be
 * alone. Tokens come up a row of the grid at a time.
 * @throws {StudioFailure} `bad-request`, `bad-tokens`, `context-full`, `cancelled`, `bad-model`.
 */
export async function* draw(
  janus: Janus,
  order: DrawOrder,
  signal: AbortSignal,
): AsyncGenerator<DrawStep> {
  check(janus, order);
  yield { kind: 'phase', phase: 'read', index: 0 };
  const prompt = await readPrompt(janus, order.prompt, order.guidance, signal);
  const most = together(janus);
  for (let first = 0; first < order.count; first += most) {
    const count = Math.min(most, order.count - first);
    const pictures = Array.from({ length: count }, (_, i) => ({
      index: first + i,
      seed: (order.seed + first + i) % 2 ** 32,
      tokens: [] as number[],
      canvas: createCanvas(janus.config, janus.patches),
    }));
    yield* drawTogether(janus, order, prompt, pictures, signal);
  }
}

/**
 * Pictures drawn side by side: the weights are read once for all of them. Quantised products are
 * the same to the bit for any number of rows; in float32 they are not, and a picture must not
 * depend on its neighbours. Their keys and values may take a quarter of the memory that is free.
 */
function together({ precision, config, contextTokens }: Janus): number {
  if (precision === 'fp32' || precision === 'fp16') return 1;
  const positions = Math.min(contextTokens, 2 * config.picture.grid ** 2);
  const bytesAPicture = positions * bytesAPosition(config, 2);
  const room = Math.floor(process.availableMemory() / 4 / bytesAPicture);
  return Math.min(4, Math.max(1, room));
}

/** A picture on its way. */
interface Picture {
  readonly index: number;
  readonly seed: number;
  readonly tokens: number[];
  readonly canvas: Canvas;
}

async function* drawTogether(
  janus: Janus,
  order: DrawOrder,
  prompt: ReadPrompt,
  pictures: readonly Picture[],
  signal: AbortSignal,
): AsyncGenerator<DrawStep> {
  const { grid } = janus.config.picture;
  const { temperature, forced } = order;
  const budget = previewBudget(order.previewShare);
  const startMs = performance.now();
  let lookingMs = 0;
  let drawn = 0;
  const msPerToken = () => (performance.now() - startMs - lookingMs) / drawn;

  for (const { index } of pictures) yield { kind: 'phase', phase: 'draw', index };
  const settings = { seeds: pictures.map(({ seed }) => seed), temperature, forced };
  for await (const rows of pictureRows(janus, prompt, settings, signal)) {
    drawn += grid * pictures.length;
    for (const [i, picture] of pictures.entries()) {
      yield tokensStep(picture, rows[i]!, grid ** 2, msPerToken());
    }
    if (!budget.looks(performance.now() - startMs)) continue;
    for (const picture of pictures) {
      if (picture.tokens.length === grid ** 2) continue;
      const lookMs = performance.now();
      yield await previewStep(janus, picture, budget, lookMs - startMs);
      lookingMs += performance.now() - lookMs;
    }
  }
  const drawnMsPerToken = msPerToken();
  for (const { index, seed, tokens } of pictures) {
    throwIfCancelled(signal);
    yield { kind: 'phase', phase: 'decode', index };
    const picture = await decodePicture(janus, tokens);
    yield { kind: 'picture', index, seed, tokens, msPerToken: drawnMsPerToken, ...picture };
  }
}

/** A look at an unfinished picture: its rows as patches, or truly decoded when the budget allows. */
async function previewStep(
  janus: Janus,
  { index, tokens, canvas }: Picture,
  budget: PreviewBudget,
  drawingMs: number,
): Promise<DrawStep> {
  const rows = tokens.length / janus.config.picture.grid;
  if (budget.allows(drawingMs, rows)) {
    const startMs = performance.now();
    canvas.replace(await decodePicture(janus, tokens));
    budget.spend(performance.now() - startMs, rows);
  }
  return { kind: 'preview', index, tokensDone: tokens.length, ...canvas.look() };
}

/** Adds a row of tokens to a picture and its canvas, and tells it. */
function tokensStep(
  { index, seed, tokens, canvas }: Picture,
  row: readonly PictureToken[],
  total: number,
  msPerToken: number,
): DrawStep {
  const start = tokens.length;
  const added = row.map(({ token }) => token);
  tokens.push(...added);
  canvas.paint(added);
  return { kind: 'tokens', index, seed, start, total, ...columns(row), msPerToken };
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
