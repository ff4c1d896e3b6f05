import { fromFailure } from '../failure.ts';
import type { Failure } from '../../preload/contract/failure.ts';

/** The parent's end of one call: what came up and was not taken yet, and whether it is over. */
export interface Inbox {
  /** Takes the next event, waiting for it. @throws {StudioFailure} When the call failed. */
  next(): Promise<{ readonly event: unknown } | 'end'>;
  put(event: unknown): void;
  end(): void;
  /** Fails what is waiting and everything after; events that nobody took are dropped. */
  fail(failure: Failure): void;
}

/** An empty inbox. The first end or failure is the last thing that happens to it. */
export function createInbox(): Inbox {
  let events: unknown[] = [];
  let over: 'end' | Failure | null = null;
  let wake: () => void = () => undefined;

  const finish = (how: 'end' | Failure) => {
    over ??= how;
    wake();
  };
  return {
    async next() {
      for (;;) {
        if (events.length > 0) return { event: events.shift() };
        if (over === 'end') return 'end';
        if (over !== null) throw fromFailure(over);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    put(event) {
      if (over === null) events.push(event);
      wake();
    },
    end() {
      finish('end');
    },
    fail(failure) {
      if (over !== 'end') events = [];
      finish(failure);
    },
  };
}
