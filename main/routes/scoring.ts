import type { Routes } from '../../preload/contract/channels.ts';
import type { Scoring } from '../jobs/scoring.ts';

type ScoringRoutes = Pick<Routes, Extract<keyof Routes, `scoring:${string}`>>;

/** The channels of how well pictures fit their prompts. */
export function scoringRoutes(scoring: Scoring): ScoringRoutes {
  return {
    'scoring:watch': (_, signal) => scoring.now.watch(signal),
    'scoring:begin': async ({ numbers, ...wish }) => {
      await scoring.begin(numbers, wish);
      return null;
    },
    'scoring:go-on': () => {
      scoring.goOn();
      return Promise.resolve(null);
    },
    'scoring:stop': () => {
      scoring.stop();
      return Promise.resolve(null);
    },
    'scoring:take-back': async ({ id }) => ({ numbers: await scoring.takeBack(id) }),
  };
}
