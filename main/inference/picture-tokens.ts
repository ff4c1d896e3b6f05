import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { advance, embedCodes, embedText, pictureLogits, type Reading } from './forward.ts';
import type { Janus } from './janus.ts';
import { emptyCache } from './kv-cache.ts';
import { gumbelNoise } from './noise.ts';
import { drawPrompt, unprompted } from './prompt.ts';
import { guide, type Odds, oddsOf, pick } from './sampler.ts';

/** A prompt that was read: where every picture of it starts. */
export interface ReadPrompt {
  readonly reading: Reading;
  readonly guidance: number;
}

/**
 * Reads a prompt once for all pictures of a job: with it and, when guidance asks for it, without.
 * Guidance 1 is the prompted row alone.
 * @throws {StudioFailure} `context-full` when the prompt leaves no room for a whole picture.
 */
export async function readPrompt(
  janus: Janus,
  prompt: string,
  guidance: number,
): Promise<ReadPrompt> {
  const ids = drawPrompt(janus, prompt);
  const room = janus.contextTokens - janus.config.picture.grid ** 2;
  if (ids.length > room) {
    throw new StudioFailure(
      'context-full',
      `This prompt takes ${ids.length} tokens, and beside a picture the model reads at most ${room}. Shorten it.`,
    );
  }
  const rows = guidance === 1 ? [ids] : [ids, unprompted(ids, janus.tokens)];
  const embeds = await embedText(janus, rows.flat()); // [rows · length, hidden]
  const reading = await advance(janus, emptyCache(janus.config, rows.length), embeds);
  return { reading, guidance };
}

/** How the tokens of one picture are chosen. */
export interface PictureSettings {
  readonly seed: number;
  readonly temperature: number;
  /** The first tokens, given instead of chosen. */
  readonly forced: readonly number[];
}

/** One token of a picture, and what it was chosen from. */
export interface PictureToken extends Odds {
  readonly token: number;
  /** Guided, before temperature. [codebook] */
  readonly logits: Float32Array;
}

/**
 * The drawing loop (janus.md §1): one token at a time, row by row of the grid, each a function of
 * the prompt, the settings, the seed and the tokens before it. A forced token takes the place of
 * the noise and nothing else, so a picture continued from its own tokens is the same picture.
 */
export async function* pictureTokens(
  janus: Janus,
  { reading, guidance }: ReadPrompt,
  { seed, temperature, forced }: PictureSettings,
  signal: AbortSignal,
): AsyncGenerator<PictureToken> {
  const { codebook, grid } = janus.config.picture;
  const total = grid ** 2;
  let { hidden, cache } = reading;
  for (let position = 0; position < total; position++) {
    throwIfCancelled(signal);
    const rows = await pictureLogits(janus, hidden); // [rows, codebook]
    const prompted = rows.subarray(0, codebook);
    const logits = cache.rows === 1 ? prompted : guide(prompted, rows.subarray(codebook), guidance);
    const noise = temperature === 0 ? null : gumbelNoise('picture', seed, position, codebook);
    const token = forced[position] ?? pick(logits, temperature, noise);
    yield { token, logits, ...oddsOf(logits, temperature, token) };
    if (position === total - 1) return;
    const embeds = await embedCodes(janus, new Array<number>(cache.rows).fill(token));
    ({ hidden, cache } = await advance(janus, cache, embeds));
  }
}
