import type { Candidate, Contest } from './judging.ts';

/** What picking by score gains. Shares of prompts. */
export interface Margin {
  /** The picture with the highest score is right. */
  readonly picked: number;
  /** One at random is right. */
  readonly random: number;
  /** Any of them is right: what the best judge of all would reach. */
  readonly possible: number;
  /** `picked` − `random`. */
  readonly margin: number;
  /** Its 95 % interval: percentiles of 10,000 bootstraps over prompts, whose rounds stay together. */
  readonly low: number;
  readonly high: number;
  /** Of two pictures of one prompt, one right and one wrong, how often the right one scores higher. */
  readonly ordered: number;
  /** The same of each question alone. */
  readonly orderedByQuestion: readonly number[];
  /** And of the prompt as a description alone. */
  readonly orderedByGain: number;
}

/** Compares, prompt by prompt, the picture picked by score with what chance would have picked. */
export function margin(contests: readonly Contest[]): Margin {
  const picked = contests.map(({ candidates }) => Number(candidates[0]?.good ?? false));
  const random = contests.map(({ candidates }) => mean(candidates.map(({ good }) => Number(good))));
  const possible = contests.map(({ candidates }) => Number(candidates.some(({ good }) => good)));
  const gains = byPrompt(contests, (_, at) => picked[at]! - random[at]!);
  const again = resampled(gains, 10_000).sort((a, b) => a - b);
  const questions = contests[0]?.candidates[0]?.answers.length ?? 0;
  return {
    picked: mean(picked),
    random: mean(random),
    possible: mean(possible),
    margin: mean(gains),
    low: again[Math.floor(0.025 * again.length)] ?? 0,
    high: again[Math.ceil(0.975 * again.length) - 1] ?? 0,
    ordered: orderedShare(contests, ({ score }) => score),
    orderedByQuestion: Array.from({ length: questions }, (_, at) =>
      orderedShare(contests, ({ answers }) => answers[at]!),
    ),
    orderedByGain: orderedShare(contests, ({ gain }) => gain),
  };
}

/** The mean of each prompt's contests. */
function byPrompt(
  contests: readonly Contest[],
  valueOf: (contest: Contest, at: number) => number,
): number[] {
  const values = contests.map((contest, at) => ({
    asked: contest.asked,
    value: valueOf(contest, at),
  }));
  const groups = Map.groupBy(values, ({ asked }) => asked);
  return [...groups.values()].map((group) => mean(group.map(({ value }) => value)));
}

function orderedShare(contests: readonly Contest[], by: (candidate: Candidate) => number): number {
  const pairs = contests.flatMap(({ candidates }) =>
    candidates
      .filter(({ good }) => good)
      .flatMap((right) => candidates.filter(({ good }) => !good).map((wrong) => [right, wrong])),
  );
  return mean(
    pairs.map(([right, wrong]) => {
      const [a, b] = [by(right!), by(wrong!)];
      return a === b ? 0.5 : Number(a > b);
    }),
  );
}

/** Means of as many draws with replacement as there are values. The same every time. */
function resampled(values: readonly number[], times: number): number[] {
  let state = 1;
  const next = () => {
    // Numerical Recipes' linear congruential generator: good enough to resample by.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: times }, () =>
    mean(values.map(() => values[Math.floor(next() * values.length)]!)),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
