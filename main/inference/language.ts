import { StudioFailure, throwIfCancelled } from '../failure.ts';
import type { Janus } from './janus.ts';
import { append, emptyCache, type KvCache, prefixFeeds } from './kv-cache.ts';
import { floatsOf, floatTensor, idsOf, idTensor, type Tensor } from './session.ts';

/**
 * The language model's one graph, a run for each thing it does (native-models/graphs/language.ts).
 */

/** How far the model has read: it goes on from here. */
export interface Reading {
  /** Of each row's last position, after the final norm. [rows, hidden] */
  hidden: Float32Array;
  readonly cache: KvCache;
}

/** Before anything is read. */
export function startReading(janus: Janus, cache: KvCache): Reading {
  return { hidden: new Float32Array(cache.rows * janus.config.decoder.hidden), cache };
}

/** Text tokens → embeddings. [ids.length, hidden] */
export async function embedText(janus: Janus, ids: readonly number[]): Promise<Float32Array> {
  const feeds = { text_ids: idTensor(ids, [ids.length]) };
  const outputs = await run(janus, null, 0, feeds, ['text_embeds']);
  return floatsOf(outputs, 'text_embeds');
}

/** Positions a run reads at most: few enough that stop is heard between runs, and scores stay small. */
const stretch = 192;

/**
 * Reads positions behind what was read, some a run.
 * @param embeds [length, rows, hidden]
 * @yields How many positions were read since the last yield; `reading` is true at each.
 */
export async function* read(
  janus: Janus,
  reading: Reading,
  embeds: Float32Array,
  signal?: AbortSignal,
): AsyncGenerator<number, void> {
  const { rows } = reading.cache;
  const { hidden } = janus.config.decoder;
  const size = rows * hidden;
  const length = embeds.length / size;
  for (let start = 0; start < length; start += stretch) {
    throwIfCancelled(signal);
    const some = embeds.subarray(start * size, (start + stretch) * size);
    const count = some.length / size;
    const feeds = { embeds: floatTensor(some, [count, rows, hidden]) };
    goOn(janus, reading, count, await run(janus, reading, 1, feeds, goingOn(janus)));
    yield count;
  }
}

/** What a picture's tokens were chosen from, one turn after another. */
export interface Drawn {
  /** Each [turns, pictures]. */
  readonly tokens: readonly number[];
  readonly logProbabilities: Float32Array;
  readonly entropies: Float32Array;
  /** [turns, pictures, 8], likeliest first. */
  readonly likeliest: readonly number[];
  /** Guided, before temperature. [turns, pictures, codebook] */
  readonly logits: Float32Array;
}

/** What a stretch of drawing goes by. */
export interface DrawFeeds {
  readonly pictures: number;
  readonly turns: number;
  readonly guidance: number;
  /** > 0. */
  readonly temperature: number;
  /** [turns, pictures, codebook], or null for always the likeliest. */
  readonly noise: Float32Array | null;
  /** [turns, pictures]: tokens to take, −1 where there is a choice. */
  readonly forced: readonly number[];
}

/** Draws `turns` tokens of each picture and reads them. */
export async function drawTokens(janus: Janus, reading: Reading, feeds: DrawFeeds): Promise<Drawn> {
  const { pictures, turns, noise } = feeds;
  const noiseDims =
    noise === null ? [turns, 1, 1] : [turns, pictures, janus.config.picture.codebook];
  const given = {
    guidance: floatTensor(Float32Array.of(feeds.guidance), []),
    temperature: floatTensor(Float32Array.of(feeds.temperature), []),
    noise: floatTensor(noise ?? new Float32Array(turns), noiseDims),
    forced: idTensor(feeds.forced, [turns, pictures]),
  };
  const names = ['tokens', 'log_probabilities', 'entropies', 'likeliest', 'logits'];
  const wanted = [...names.map((name) => `draw_${name}`), ...goingOn(janus)];
  const outputs = await run(janus, reading, turns, given, wanted);
  goOn(janus, reading, turns, outputs);
  const logProbabilities = floatsOf(outputs, 'draw_log_probabilities');
  checkNumbers(logProbabilities);
  return {
    tokens: idsOf(outputs, 'draw_tokens'),
    logProbabilities,
    entropies: floatsOf(outputs, 'draw_entropies'),
    likeliest: idsOf(outputs, 'draw_likeliest'),
    logits: floatsOf(outputs, 'draw_logits'),
  };
}

/** What a stretch of an answer goes by. */
export interface AnswerFeeds {
  /** Tokens at most. */
  readonly turns: number;
  /** > 0. */
  readonly temperature: number;
  readonly topP: number;
  /** [turns, tokenizer.size], or null for always the likeliest. */
  readonly noise: Float32Array | null;
  /** Tokens that end the answer. */
  readonly stops: readonly number[];
}

/** An answer's tokens, and the log-probability of each in nats. */
export interface Answered {
  readonly tokens: readonly number[];
  readonly logProbabilities: Float32Array;
}

/** Answers with up to `turns` tokens and reads them; the last one may be a stop. */
export async function answerTokens(
  janus: Janus,
  reading: Reading,
  { turns, temperature, topP, noise, stops }: AnswerFeeds,
): Promise<Answered> {
  const words = janus.tokenizer.size;
  const given = {
    temperature: floatTensor(Float32Array.of(temperature), []),
    top_p: floatTensor(Float32Array.of(topP), []),
    words: idTensor([words], [1]),
    stops: idTensor(stops, [stops.length]),
    answer_noise: floatTensor(noise ?? new Float32Array(turns), [
      turns,
      1,
      noise === null ? 1 : words,
    ]),
  };
  const wanted = ['answer_tokens', 'answer_log_probabilities', ...goingOn(janus)];
  const outputs = await run(janus, reading, turns, given, wanted);
  const tokens = idsOf(outputs, 'answer_tokens');
  goOn(janus, reading, tokens.length, outputs);
  const logProbabilities = floatsOf(outputs, 'answer_log_probabilities');
  checkNumbers(logProbabilities);
  return { tokens, logProbabilities };
}

type Outputs = Readonly<Record<string, Tensor>>;

/** The outputs by which a reading goes on. */
function goingOn({ config }: Janus): string[] {
  const layers = Array.from({ length: config.decoder.layers }, (_, i) => [
    `read_key.${i}`,
    `read_value.${i}`,
  ]);
  return ['read_hidden', ...layers.flat()];
}

/** @throws {StudioFailure} `bad-model` when a log-probability is NaN or infinite. */
function checkNumbers(logProbabilities: Float32Array): void {
  if (logProbabilities.every(Number.isFinite)) return;
  throw new StudioFailure(
    'bad-model',
    'The model gave no number for a token: its weights hold NaN or are damaged. Verify the model, or build it again.',
  );
}

function goOn(janus: Janus, reading: Reading, count: number, outputs: Outputs): void {
  const [hidden, ...tails] = goingOn(janus).map((name) => floatsOf(outputs, name));
  reading.hidden = hidden!;
  append(reading.cache, janus.config, tails, count);
}

/** Runs the graph with what is given; the ways of reading on that are not meant have no rows. */
async function run(
  janus: Janus,
  reading: Reading | null,
  turns: number,
  given: Readonly<Record<string, Tensor>>,
  wanted: readonly string[],
): Promise<Outputs> {
  const session = await janus.session('language');
  const { cache, hidden } = reading ?? startReading(janus, emptyCache(janus.config, 1, 0));
  const size = janus.config.decoder.hidden;
  const none = new Float32Array(0);
  const one = floatTensor(Float32Array.of(1), []);
  const feeds = {
    text_ids: idTensor([], [0]),
    turns: idTensor([turns], []),
    embeds: floatTensor(none, [0, cache.rows, size]),
    guidance: one,
    temperature: one,
    noise: floatTensor(none, [turns, 0, 1]),
    forced: idTensor([], [turns, 0]),
    words: idTensor([1], [1]),
    stops: idTensor([0], [1]),
    top_p: one,
    answer_noise: floatTensor(none, [turns, 0, 1]),
    hidden: floatTensor(hidden, [cache.rows, size]),
    ...prefixFeeds(cache, janus.config),
    ...given,
  };
  return session.run(feeds, wanted);
}
