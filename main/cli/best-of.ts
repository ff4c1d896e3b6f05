import { readFile } from 'node:fs/promises';
import type { PictureScore } from '../../preload/contract/score.ts';
import type { Crew } from '../children/crew.ts';
import { judge, type JudgeJob } from '../jobs/judge.ts';
import type { Progress } from './progress.ts';

/** A picture that was drawn and judged. */
export type Judged<Drawn> = Drawn & { readonly score: PictureScore };

interface Judging extends Omit<JudgeJob, 'image'> {
  readonly crew: Crew;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Has the model judge pictures of one prompt. @returns Them, the best first. */
export async function rank<Drawn extends { readonly path: string }>(
  drawn: readonly Drawn[],
  { crew, signal, progress, ...job }: Judging,
): Promise<Judged<Drawn>[]> {
  const judged: Judged<Drawn>[] = [];
  for (const [index, one] of drawn.entries()) {
    progress.note(`Judging picture ${index + 1} of ${drawn.length} …`);
    const image = await readFile(one.path);
    judged.push({ ...one, score: await judge({ ...job, image }, crew, signal) });
  }
  progress.clear();
  return judged.sort((a, b) => b.score.value - a.score.value);
}

/** The order in words, a line a picture. */
export function sayOrder(
  ranked: readonly Judged<{ readonly path: string; readonly seed: number }>[],
): string {
  const lines = ranked.map(({ path, seed, score: { value, answers } }, at) => {
    const yes = answers.filter((answer) => answer.yes >= 0.5).length;
    const percent = `${Math.round(100 * value)} %`.padStart(5);
    return `${at + 1}. ${percent}  ${path} (seed ${seed}, yes to ${yes} of ${answers.length} questions)\n`;
  });
  return `How well they fit the prompt, in the model's own opinion, the best first:\n${lines.join('')}`;
}
