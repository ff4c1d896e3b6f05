import type { QueueChange, QueueState } from '../../preload/contract/queue.ts';
import { connection, studio } from '../studio.ts';
import { createStore } from './store.ts';

/** The studio's queue; null = not told yet, or the studio does not answer. */
export const queue = createStore<QueueState | null>(null);

const AGAIN_MS = 500;

/** Watches the queue for as long as the page is open, also after the connection was lost. */
export function watchQueue(): () => void {
  const closing = new AbortController();
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        const states = studio.stream('queue:watch', {}, closing.signal);
        for await (const state of states) queue.set(state);
      } catch {
        // The connection was lost, which shows itself elsewhere.
      }
      queue.set(null);
      await answered(closing.signal);
    }
  };
  void watch();
  return () => {
    closing.abort();
  };
}

/** Resolves a moment later, when the studio can be asked again. */
function answered(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (connection.get() !== 'lost' || signal.aborted) resolve();
      else setTimeout(look, AGAIN_MS);
    };
    setTimeout(look, AGAIN_MS);
  });
}

/** Asks for a change of one job. One that left meanwhile needs none. */
export function changeJob(id: string, change: QueueChange['change']): void {
  studio.ask('queue:change', { id, change }).catch(() => undefined);
}

export function pauseQueue(paused: boolean): void {
  studio.ask('queue:pause', { paused }).catch(() => undefined);
}
