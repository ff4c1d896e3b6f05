import type { PictureScore } from '../../preload/contract/score.ts';

export function percentOf(share: number): number {
  return Math.round(100 * share);
}

/** How many times as likely each token of the prompt is with the picture as without, as it is read. */
export function timesOf(gain: number): string {
  return Math.exp(Math.min(7, gain)).toPrecision(2);
}

/** A score in three numbers: percent, and to how many of the questions the model said yes. */
export function sumUp({ value, answers }: PictureScore) {
  const yes = answers.filter((answer) => answer.yes >= 0.5).length;
  return { percent: percentOf(value), yes, count: answers.length };
}
