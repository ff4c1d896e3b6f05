import type { Likelihood, ScoreOrder } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { type ReadConversation, readConversation, startConversation } from './conversation.ts';
import type { Janus } from './janus.ts';
import { answerTokens, type Reading } from './language.ts';
import { type AskPrompt, askPrompt } from './prompt.ts';

/**
 * How likely the model finds some answers to each question about one image, or, asked blindly, about
 * none: the sum of an answer's log-probabilities at temperature 1, as if the model had to begin with it.
 *
 * The image is read once; a question costs its own tokens, an answer a token a turn.
 *
 * @param kept What was read so far; afterwards the last question about the image.
 * @returns [questions][answers]
 * @throws {StudioFailure} `bad-request` for an answer without tokens, `context-full`, `cancelled`, `bad-model`.
 */
export async function score(
  janus: Janus,
  { image, questions }: ScoreOrder,
  kept: ReadConversation,
  signal: AbortSignal,
): Promise<readonly (readonly Likelihood[])[]> {
  const scores: Likelihood[][] = [];
  for (const { asked, answers, blind = false } of questions) {
    throwIfCancelled(signal);
    const ids = answers.map((answer) => answerIds(janus, answer));
    const read = blind ? startConversation(janus) : kept;
    const text = { kind: 'text', text: blind ? asked : `\n${asked}` } as const;
    const parts = blind ? [text] : [{ kind: 'image', image: 0 } as const, text];
    const prompt = askPrompt(janus, [{ role: 'user', parts }]);
    checkRoom(janus, prompt, ids);
    await readConversation(janus, prompt, blind ? [] : [image], read, signal);
    const row: Likelihood[] = [];
    for (const tokens of ids) {
      const nats = await likelihood(janus, read, tokens, signal);
      row.push({ nats, tokens: tokens.length });
    }
    scores.push(row);
  }
  return scores;
}

/** Turns a run takes at most: a turn's noise is as long as the vocabulary. */
const stretch = 16;

/** Log-probability of an answer that begins with these tokens; what was read stays as it was. */
async function likelihood(
  janus: Janus,
  { reading }: ReadConversation,
  tokens: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const { length } = reading.cache;
  const { hidden } = reading;
  let nats = 0;
  try {
    for (let start = 0; start < tokens.length; start += stretch) {
      throwIfCancelled(signal);
      nats += await likelihoodOfNext(janus, reading, tokens.slice(start, start + stretch));
    }
  } finally {
    reading.cache.length = length;
    reading.hidden = hidden;
  }
  return nats;
}

/** The same of the next few tokens, which are read. */
async function likelihoodOfNext(
  janus: Janus,
  reading: Reading,
  tokens: readonly number[],
): Promise<number> {
  // Noise that leaves only one choice makes the loop take a given token and tell its odds.
  const noise = new Float32Array(tokens.length * janus.tokenizer.size);
  for (const [turn, token] of tokens.entries()) noise[turn * janus.tokenizer.size + token] = 1e30;
  const forced = { turns: tokens.length, temperature: 1, topP: 1, noise, stops: [-1] };
  const { logProbabilities } = await answerTokens(janus, reading, forced);
  return logProbabilities.reduce((sum, each) => sum + each, 0);
}

/** @throws {StudioFailure} `context-full` */
function checkRoom({ contextTokens }: Janus, { ids }: AskPrompt, answers: readonly Ids[]): void {
  const tokens = ids.length + Math.max(0, ...answers.map(({ length }) => length));
  if (tokens <= contextTokens) return;
  throw new StudioFailure(
    'context-full',
    `Expected a prompt that the model can compare with its picture, but this one makes ${tokens} tokens of it, and the model reads at most ${contextTokens}. A shorter prompt can be scored.`,
  );
}

type Ids = readonly number[];

function answerIds(janus: Janus, answer: string): Ids {
  const ids = janus.tokenizer.encodeText(answer);
  if (ids.length > 0) return ids;
  throw new StudioFailure('bad-request', 'Expected every answer to score to have text in it.');
}
