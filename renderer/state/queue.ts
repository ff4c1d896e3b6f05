import type { QueueChange, QueueState } from '../../preload/contract/queue.ts';
import { studio } from '../studio.ts';
import { createStore } from './store.ts';
import { keepWatching } from './watching.ts';

/** The studio's queue; null = not told yet, or the studio does not answer. */
export const queue = createStore<QueueState | null>(null);

/** Watches the queue for as long as the page is open. */
export function watchQueue(): () => void {
  return keepWatching('queue:watch', {}, (state) => {
    queue.set(state);
  });
}

/** Asks for a change of one job. One that left meanwhile needs none. */
export function changeJob(id: string, change: QueueChange['change']): void {
  studio.ask('queue:change', { id, change }).catch(() => undefined);
}

export function pauseQueue(paused: boolean): void {
  studio.ask('queue:pause', { paused }).catch(() => undefined);
}
