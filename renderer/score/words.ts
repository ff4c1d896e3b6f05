import type { PictureScore } from '../../preload/contract/score.ts';

export function percentOf(share: number): number {
  return Math.round(100 * share);
}

/** A score in three numbers: percent, and to how many of the questions the model said yes. */
export function sumUp({ value, answers }: PictureScore) {
  const yes = answers.filter((answer) => answer.yes >= 0.5).length;
  return { percent: percentOf(value), yes, count: answers.length };
}
