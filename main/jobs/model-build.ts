import type { ProgressStep } from '../../native-models/index.ts';
import type { ModelBuild, Precision } from '../../preload/contract/library.ts';
import type { Workshop } from '../children/workshop.ts';
import { StudioFailure, toFailure } from '../failure.ts';
import { createWatched, type Watched } from '../watched.ts';
import { buildModel } from './build-model.ts';

/** What to build. */
export interface BuildWish {
  /** A checkpoint's folder. */
  readonly checkpoint: string;
  readonly id: string;
  readonly precision: Precision;
}

/**
 * The studio's one build at a time. It belongs to no window: it goes on while pages come and go.
 * Dispose it to cancel what runs.
 */
export interface ModelBuilding extends AsyncDisposable {
  readonly now: Watched<ModelBuild | null>;
  /** @throws {StudioFailure} `busy` when another build goes on. */
  start(wish: BuildWish): void;
  /** Cancels the build that runs and waits until nothing of it is left, or puts the last one away. */
  end(): Promise<void>;
}

/**
 * @param openBuilder A workshop of the build's own: one that dies of a foreign image elsewhere, or
 *   is busy writing pictures, does not disturb it.
 */
export function openModelBuilding(models: string, openBuilder: () => Workshop): ModelBuilding {
  const now = createWatched<ModelBuild | null>(null);
  let running: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;

  const run = async (wish: BuildWish, signal: AbortSignal): Promise<void> => {
    const { id, precision } = wish;
    const pace = createPace();
    const tell = (change: Partial<ModelBuild>): void => {
      const build = now.get();
      if (build !== null) now.set({ ...build, ...change });
    };
    now.set({ id, precision, ...notStarted });
    try {
      await using workshop = openBuilder();
      for await (const step of buildModel({ ...wish, models }, workshop, signal)) {
        if (step.kind === 'progress' && pace.isDue(step)) tell(pace.measured(step));
      }
      tell({ state: 'built', msLeft: null });
    } catch (thrown) {
      if (signal.aborted) now.set(null);
      else tell({ state: 'failed', msLeft: null, failure: toFailure(thrown) });
    }
  };

  const end = async (): Promise<void> => {
    if (running === null) {
      now.set(null);
      return;
    }
    const build = now.get();
    if (build?.state === 'running') now.set({ ...build, state: 'ending', msLeft: null });
    running.abort.abort();
    await running.done;
    now.set(null);
  };

  return {
    now,
    start(wish) {
      if (running !== null) throw new StudioFailure('busy', anotherRuns);
      const abort = new AbortController();
      const done = run(wish, abort.signal).finally(() => {
        running = null;
      });
      running = { abort, done };
    },
    end,
    [Symbol.asyncDispose]: end,
  };
}

const anotherRuns = 'Another model is being built. Wait for it to end, or cancel it.';

const notStarted = {
  state: 'running',
  phase: 'read',
  doneBytes: 0,
  totalBytes: 0,
  what: '',
  msLeft: null,
  failure: null,
} as const;

const tellEveryMs = 200;
/** A rate measured over less than this says nothing. */
const measureMs = 1_500;

/** Says when a step is worth telling, and what time the rest of its phase will take. */
function createPace() {
  let phase: ProgressStep['phase'] | null = null;
  let what = '';
  let toldAt = -Infinity;
  let begunAt = 0;
  let begunBytes = 0;
  return {
    isDue(step: ProgressStep): boolean {
      if (step.phase !== phase) [begunAt, begunBytes] = [performance.now(), step.doneBytes];
      const changed = step.phase !== phase || step.what !== what;
      if (!changed && performance.now() - toldAt < tellEveryMs) return false;
      phase = step.phase;
      what = step.what;
      toldAt = performance.now();
      return true;
    },
    measured({ phase, doneBytes, totalBytes, what }: ProgressStep) {
      const ms = performance.now() - begunAt;
      const bytes = doneBytes - begunBytes;
      const left = (ms / bytes) * (totalBytes - doneBytes);
      const known = ms > measureMs && bytes > 0 && doneBytes < totalBytes;
      return { phase, doneBytes, totalBytes, what, msLeft: known ? left : null };
    },
  };
}
