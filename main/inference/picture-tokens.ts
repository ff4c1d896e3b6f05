import { StudioFailure, throwIfCancelled } from '../failure.ts';
import type { Janus } from './janus.ts';
import { branch, emptyCache } from './kv-cache.ts';
import { drawTokens, embedText, read, type Reading, startReading } from './language.ts';
import { gumbelNoise } from './noise.ts';
import { drawPrompt, unprompted } from './prompt.ts';

/** A prompt that was read: where every picture of it starts. */
export interface ReadPrompt {
  /** One row, the prompted; or two, and the unprompted. */
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
  signal: AbortSignal,
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
  const reading = startReading(janus, emptyCache(janus.config, rows.length, ids.length));
  const embeds = await embedText(
    janus,
    ids.flatMap((_, i) => rows.map((row) => row[i]!)),
  );
  for await (const _ of read(janus, reading, embeds, signal));
  return { reading, guidance };
}

/** How the tokens of pictures that are drawn together are chosen. */
export interface PictureSettings {
  /** One a picture. */
  readonly seeds: readonly number[];
  /** 0 = always the likeliest. */
  readonly temperature: number;
  /** The first tokens of each picture, given instead of chosen. */
  readonly forced: readonly number[];
}

/** One token of a picture, and what it was chosen from. */
export interface PictureToken {
  readonly token: number;
  /** Of the token, in nats: 0 = certain. */
  readonly logProbability: number;
  /** Of the whole distribution, in nats: 0 = no choice, ln(codebook) = no idea. */
  readonly entropy: number;
  /** The eight likeliest codes, likeliest first. */
  readonly likeliest: readonly number[];
  /** Guided, before temperature. [codebook] */
  readonly logits: Float32Array;
}

/**
 * The drawing loop (janus.md §1), a row of the grid a run. Each token is a function of the prompt,
 * the settings, the picture's seed and the tokens before it. A forced token takes the place of the
 * noise and nothing else, so a picture continued from its own tokens is the same picture.
 *
 * Runs begin where a row begins: so a picture's numbers do not depend on how it came to be drawn.
 * @returns One row of tokens for each picture.
 */
export async function* pictureRows(
  janus: Janus,
  { reading, guidance }: ReadPrompt,
  { seeds, temperature, forced }: PictureSettings,
  signal: AbortSignal,
): AsyncGenerator<readonly (readonly PictureToken[])[]> {
  const { codebook, grid } = janus.config.picture;
  const pictures = seeds.length;
  const drawing = fanOut(janus, reading, pictures);
  for (let start = 0; start < grid ** 2; start += grid) {
    throwIfCancelled(signal);
    const positions = Array.from({ length: grid }, (_, i) => start + i);
    const drawn = await drawTokens(janus, drawing, {
      pictures,
      turns: grid,
      guidance,
      temperature: temperature === 0 ? 1 : temperature,
      noise: temperature === 0 ? null : noiseOf(seeds, positions, codebook),
      forced: positions.flatMap((at) => new Array<number>(pictures).fill(forced[at] ?? -1)),
    });
    yield seeds.map((_, picture) =>
      positions.map((_, turn) => {
        const at = turn * pictures + picture;
        return {
          token: drawn.tokens[at]!,
          logProbability: drawn.logProbabilities[at]!,
          entropy: drawn.entropies[at]!,
          likeliest: drawn.likeliest.slice(at * 8, at * 8 + 8),
          logits: drawn.logits.subarray(at * codebook, (at + 1) * codebook),
        };
      }),
    );
  }
}

/** Rows for each picture: all prompted ones, then all unprompted ones. */
function fanOut(janus: Janus, { hidden, cache }: Reading, pictures: number): Reading {
  const rows = Array.from({ length: cache.rows * pictures }, (_, i) => Math.floor(i / pictures));
  const size = janus.config.decoder.hidden;
  const fanned = new Float32Array(rows.length * size);
  for (const [row, source] of rows.entries()) {
    fanned.set(hidden.subarray(source * size, (source + 1) * size), row * size);
  }
  const room = cache.length + janus.config.picture.grid ** 2;
  return { hidden: fanned, cache: branch(cache, janus.config, rows, room) };
}

/** [positions, seeds, codebook] */
function noiseOf(seeds: readonly number[], positions: readonly number[], codebook: number) {
  const noise = new Float32Array(positions.length * seeds.length * codebook);
  let at = 0;
  for (const position of positions) {
    for (const seed of seeds) {
      noise.set(gumbelNoise('picture', seed, position, codebook), at);
      at += codebook;
    }
  }
  return noise;
}
