import type { Routes } from '../../preload/contract/channels.ts';
import type { CrewOptions } from '../children/crew.ts';
import { diagnosticsOf, examine } from '../diagnostics.ts';
import type { Log } from '../log.ts';
import type { Notices } from '../notices.ts';
import type { Paths } from '../paths.ts';
import { storageUse } from '../storage-use.ts';

/** What the studio knows of itself. */
export interface House {
  readonly paths: Paths;
  readonly log: Log;
  readonly notices: Notices;
  /** For an engine that only says what it could do. */
  readonly crewOptions: CrewOptions;
}

type HouseRoutes = Pick<
  Routes,
  'studio:storage' | 'studio:diagnostics' | Extract<keyof Routes, `notices:${string}`>
>;

/** Longest that a report waits for its engine to start. */
const examineMs = 20_000;

/** The channels of the Settings room, and what the studio says unasked. */
export function houseRoutes({ paths, log, notices, crewOptions }: House): HouseRoutes {
  return {
    'studio:storage': () => storageUse(paths),
    'studio:diagnostics': async () => {
      const examination = await examine(paths, crewOptions, AbortSignal.timeout(examineMs));
      return diagnosticsOf(examination, log.lines());
    },
    'notices:watch': (_, signal) => notices.now.watch(signal),
    'notices:dismiss': (notice) => {
      notices.dismiss(notice);
      return Promise.resolve(null);
    },
  };
}
