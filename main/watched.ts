import { cancelled, fromFailure } from './failure.ts';

/** A value that changes, and those who watch it. */
export interface Watched<Value> {
  get(): Value;
  set(value: Value): void;
  /** The value now, and again whenever it changes. Who watches slowly misses what came between. */
  watch(signal: AbortSignal): AsyncGenerator<Value, never>;
  /** How many watch. */
  watchers(): number;
}

export function createWatched<Value>(first: Value): Watched<Value> {
  const wakers = new Set<() => void>();
  let value = first;
  let version = 0;
  return {
    get: () => value,
    set(next) {
      value = next;
      version += 1;
      for (const wake of wakers) wake();
    },
    watchers: () => wakers.size,
    async *watch(signal) {
      let told = -1;
      let wakeUp = (): void => undefined;
      const wake = (): void => {
        wakeUp();
      };
      wakers.add(wake);
      signal.addEventListener('abort', wake);
      try {
        for (;;) {
          if (signal.aborted) throw fromFailure(cancelled());
          if (told !== version) {
            told = version;
            yield value;
          } else await new Promise<void>((resolve) => (wakeUp = resolve));
        }
      } finally {
        wakers.delete(wake);
        signal.removeEventListener('abort', wake);
      }
    },
  };
}
