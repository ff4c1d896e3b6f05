import type { Captioning, CaptionRequest } from '../../preload/contract/captions.ts';
import { StudioFailure, throwIfCancelled, toFailure } from '../failure.ts';
import { takeCaptionsBack, writeCaption, type Recaptioned } from '../gallery/captions.ts';
import { createWatched, type Watched } from '../watched.ts';
import { caption, type CaptionJob } from './caption.ts';
import type { Bench } from './draw-to-gallery.ts';

/** Describes pictures, one after the other; others take their turns in between. */
export interface Captions extends AsyncDisposable {
  /** What goes on, or went on last; null when nothing did since the studio was opened. */
  readonly now: Pick<Watched<Captioning | null>, 'get' | 'watch'>;
  /** Begins; pictures that come while others are described wait behind them. */
  begin(request: CaptionRequest): void;
  /** Ends it; captions that are written stay. */
  stop(): void;
  /** Gives the pictures of one describing their captions of before. @returns Which changed. */
  takeBack(id: number): Promise<readonly number[]>;
}

/** One describing, which may still grow. */
interface Batch {
  readonly request: CaptionRequest;
  /** A set keeps their order. */
  readonly numbers: Set<number>;
  readonly written: Recaptioned[];
  readonly stop: AbortController;
  working: Promise<void>;
}

/** Describings that can be taken back. */
const remembered = 20;

/** Nothing is described yet. */
export function createCaptions(bench: Bench): Captions {
  const now = createWatched<Captioning | null>(null);
  const batches = new Map<number, Batch>();
  let lastId = 0;
  let running: Batch | null = null;

  const begin = (request: CaptionRequest): void => {
    if (running !== null && !running.stop.signal.aborted) {
      for (const number of request.numbers) running.numbers.add(number);
      const state = now.get();
      if (state) now.set({ ...state, total: running.numbers.size });
      return;
    }
    lastId += 1;
    const before = running?.working ?? Promise.resolve();
    const batch: Batch = {
      request,
      numbers: new Set(request.numbers),
      written: [],
      stop: new AbortController(),
      working: Promise.resolve(),
    };
    batches.set(lastId, batch);
    for (const id of [...batches.keys()].slice(0, -remembered)) batches.delete(id);
    running = batch;
    const id = lastId;
    batch.working = before
      .then(() => describe(id, batch, bench, now))
      .finally(() => {
        if (running === batch) running = null;
      });
  };
  return {
    now,
    begin,
    stop() {
      running?.stop.abort();
    },
    async takeBack(id) {
      const batch = batches.get(id);
      if (batch === undefined) {
        throw new StudioFailure('not-found', 'It is too long ago to be taken back.');
      }
      batch.stop.abort();
      await batch.working;
      return takeCaptionsBack(bench.gallery, batch.written);
    },
    async [Symbol.asyncDispose]() {
      running?.stop.abort();
      await running?.working;
    },
  };
}

/** Describes a batch to its end, whatever that is. Never throws. */
async function describe(
  id: number,
  { request, numbers, written, stop }: Batch,
  bench: Bench,
  now: Watched<Captioning | null>,
): Promise<void> {
  const { signal } = stop;
  let skipped = 0;
  let busyMs = 0;
  const tell = (state: Captioning['state'], number: number | null): void => {
    const [total, made] = [numbers.size, written.length];
    const done = made + skipped;
    const msLeft = done === 0 ? null : (busyMs / done) * (total - done);
    now.set({ id, state, number, total, made, skipped, msLeft, failure: null });
  };
  try {
    tell('waiting', null);
    for (const number of numbers) {
      throwIfCancelled(signal);
      let startMs = performance.now();
      const said = await describeOne({ ...request, number }, bench, signal, (state) => {
        tell(state, number);
        startMs = performance.now();
      });
      if (said === null) skipped += 1;
      else written.push(said);
      busyMs += performance.now() - startMs;
    }
    tell('done', null);
  } catch (thrown) {
    tell(signal.aborted ? 'stopped' : 'failed', null);
    const state = now.get();
    if (!signal.aborted && state) now.set({ ...state, failure: toFailure(thrown) });
  }
}

/** @returns null when the picture is gone or nothing was said of it. */
async function describeOne(
  job: CaptionJob,
  bench: Bench,
  signal: AbortSignal,
  onTurn: (state: 'waiting' | 'working') => void,
): Promise<Recaptioned | null> {
  let said = '';
  try {
    for await (const step of caption(job, bench, signal)) {
      if (step.kind === 'caption') said = step.caption;
      else onTurn(step.ahead > 0 ? 'waiting' : 'working');
    }
    return said === '' ? null : await writeCaption(bench.gallery, job.number, said);
  } catch (thrown) {
    if (isOfPicture(thrown)) return null;
    throw thrown;
  }
}

/** Wrong with one picture: the others can be described all the same. */
function isOfPicture(thrown: unknown): boolean {
  return ['not-found', 'bad-image'].includes(toFailure(thrown).code);
}
