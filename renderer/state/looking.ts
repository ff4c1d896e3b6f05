import type { LookingState, LookWhen } from '../../preload/contract/looking.ts';
import { studio } from '../studio.ts';
import { createStore } from './store.ts';
import { watch } from './watch.ts';

/** How far the model is with looking at pictures; null = not told yet. */
export const looking = createStore<LookingState | null>(null);

export function followLooking(): () => void {
  return watch('looking:watch', (next) => {
    looking.set(next);
  });
}

/** Has the model look at the rest now. @param first Id of the picture that is wanted first. */
export function lookNow(first: string | null): void {
  studio.ask('looking:begin', first === null ? {} : { first }).catch(() => undefined);
}

export function stopLooking(): void {
  studio.ask('looking:stop', {}).catch(() => undefined);
}

export function preferLooking(when: LookWhen): void {
  const before = looking.get();
  if (before) looking.set({ ...before, when });
  studio.ask('looking:prefer', { when }).catch(() => undefined);
}
