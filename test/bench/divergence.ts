import type { Janus } from '../../main/inference/janus.ts';
import { pictureRows, readPrompt } from '../../main/inference/picture-tokens.ts';

const never = new AbortController().signal;

/** What a picture is drawn by, as published. */
export interface Wish {
  readonly prompt: string;
  readonly guidance: number;
}

/**
 * Draws a picture's tokens, or with `forced` ones reads them.
 * @returns Its tokens, and the guided logits of every step, each [codebook].
 */
export async function logitsOf(
  janus: Janus,
  { prompt, guidance }: Wish,
  forced: readonly number[] = [],
): Promise<{ tokens: number[]; logits: Float32Array[] }> {
  const read = await readPrompt(janus, prompt, guidance, never);
  const settings = { seeds: [0], temperature: 1, forced };
  const rows = await Array.fromAsync(pictureRows(janus, read, settings, never));
  const steps = rows.flatMap(([row]) => row ?? []);
  return { tokens: steps.map(({ token }) => token), logits: steps.map(({ logits }) => logits) };
}

/** Mean over steps of KL(p ‖ q) = Σ p ln(p / q) of softmax, in nats. */
export function divergence(p: readonly Float32Array[], q: readonly Float32Array[]): number {
  const each = p.map((logits, step) => {
    const other = probabilities(q[step]!);
    return probabilities(logits).reduce(
      (sum, chance, i) => (chance > 0 ? sum + chance * Math.log(chance / other[i]!) : sum),
      0,
    );
  });
  return each.reduce((sum, kl) => sum + kl, 0) / each.length;
}

function probabilities(logits: Float32Array): number[] {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
