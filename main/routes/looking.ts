import type { Routes } from '../../preload/contract/channels.ts';
import type { Looking } from '../jobs/looking.ts';

type LookingRoutes = Pick<Routes, Extract<keyof Routes, `looking:${string}`>>;

/** The channels of what the model has looked at, for finding similar pictures. */
export function lookingRoutes(looking: Looking): LookingRoutes {
  return {
    'looking:watch': (_, signal) => looking.watch(signal),
    'looking:begin': ({ first }) => {
      looking.begin(first);
      return Promise.resolve(null);
    },
    'looking:stop': () => {
      looking.stop();
      return Promise.resolve(null);
    },
    'looking:prefer': async ({ when }) => {
      await looking.prefer(when);
      return null;
    },
  };
}
