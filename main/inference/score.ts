import type { ScoreOrder } from '../children/messages.ts';
import { StudioFailure, throwIfCancelled } from '../failure.ts';
import { type ReadConversation, readConversation } from './conversation.ts';
import type { Janus } from './janus.ts';
import { answerTokens } from './language.ts';
import { askPrompt } from './prompt.ts';

/**
 * How likely the model finds each of some short answers to each question about one image: the sum
 * of its tokens' log-probabilities in nats, at temperature 1, as if it had to begin with them.
 *
 * The image is read once; a question costs its own tokens, an answer a token a turn.
 *
 * @param kept What was read so far; afterwards the last question.
 * @returns [questions][answers], each ≤ 0.
 * @throws {StudioFailure} `bad-request` for an answer without tokens, `cancelled`, `bad-model`.
 */
export async function score(
  janus: Janus,
  { image, questions, answers }: ScoreOrder,
  kept: ReadConversation,
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const ids = answers.map((answer) => answerIds(janus, answer));
  const scores: number[][] = [];
  for (const question of questions) {
    throwIfCancelled(signal);
    const parts = [
      { kind: 'image', image: 0 },
      { kind: 'text', text: `\n${question}` },
    ] as const;
    await readConversation(
      janus,
      askPrompt(janus, [{ role: 'user', parts }]),
      [image],
      kept,
      signal,
    );
    const row: number[] = [];
    for (const tokens of ids) row.push(await likelihood(janus, kept, tokens));
    scores.push(row);
  }
  return scores;
}

/** Log-probability of an answer that begins with these tokens; what was read stays as it was. */
async function likelihood(
  janus: Janus,
  { reading }: ReadConversation,
  tokens: readonly number[],
): Promise<number> {
  const { length } = reading.cache;
  const { hidden } = reading;
  // Noise that leaves only one choice makes the loop take a given token and tell its odds.
  const noise = new Float32Array(tokens.length * janus.tokenizer.size);
  for (const [turn, token] of tokens.entries()) noise[turn * janus.tokenizer.size + token] = 1e30;
  const forced = { turns: tokens.length, temperature: 1, topP: 1, noise, stops: [-1] };
  const { logProbabilities } = await answerTokens(janus, reading, forced);
  reading.cache.length = length;
  reading.hidden = hidden;
  return logProbabilities.reduce((sum, each) => sum + each, 0);
}

function answerIds(janus: Janus, answer: string): readonly number[] {
  const ids = janus.tokenizer.encodeText(answer);
  if (ids.length > 0) return ids;
  throw new StudioFailure('bad-request', 'Expected every answer to score to have text in it.');
}
