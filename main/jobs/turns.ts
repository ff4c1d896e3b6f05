import { randomUUID } from 'node:crypto';
import { throwIfCancelled } from '../failure.ts';

/** The engine's turns: whoever works with it, one at a time, in the order of asking. */
export interface Turns {
  /**
   * Waits for its turn, telling how many are ahead whenever that changes, then runs the job.
   * Aborting while waiting leaves the line at once.
   */
  run<Event>(
    job: () => AsyncIterable<Event>,
    signal: AbortSignal,
  ): AsyncGenerator<Queued | Event, void>;
  /** Since when nobody has a turn or waits for one, as `performance.now` tells; null: somebody does. */
  freeSince(): number | null;
  /** Aborted when the next one asks for a turn. */
  whenNext(): AbortSignal;
}

/** A job's place. 0 ahead: it is its turn. */
interface Queued {
  readonly kind: 'queued';
  readonly jobId: string;
  readonly ahead: number;
}

/** Nobody's turn yet. */
export function createTurns(): Turns {
  /** The first one runs, the others wait. */
  const line: Place[] = [];
  let freeSince = performance.now();
  let next = new AbortController();

  return {
    freeSince: () => (line.length > 0 ? null : freeSince),
    whenNext: () => next.signal,
    async *run(job, signal) {
      throwIfCancelled(signal);
      const place: Place = { jobId: randomUUID(), wake: () => undefined };
      line.push(place);
      next.abort();
      next = new AbortController();
      const onAbort = () => {
        place.wake();
      };
      signal.addEventListener('abort', onAbort);
      try {
        let told = -1;
        while (told !== 0) {
          throwIfCancelled(signal);
          const ahead = line.indexOf(place);
          if (ahead !== told) yield { kind: 'queued', jobId: place.jobId, ahead };
          else await new Promise<void>((resolve) => (place.wake = resolve));
          told = ahead;
        }
        yield* job();
      } finally {
        signal.removeEventListener('abort', onAbort);
        line.splice(line.indexOf(place), 1);
        freeSince = performance.now();
        for (const other of line) other.wake();
      }
    },
  };
}

interface Place {
  readonly jobId: string;
  wake: () => void;
}
