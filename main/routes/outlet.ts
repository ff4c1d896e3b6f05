/** Events that a window may have unanswered before the next ones wait. */
const WINDOW_EVENTS = 4;

/** Waiting events after which a window is too slow to be worth feeding. */
const MOST_WAITING = 8192;

/** An event with its place in the stream, counted from 1 as sent. */
export interface Numbered {
  readonly seq: number;
  readonly event: unknown;
}

/**
 * Lets the events of one stream out at the pace at which the window takes them in.
 *
 * Everything keeps its order, but a preview that waits is replaced by a newer one of the same
 * picture: a slow window sees fewer previews, never old ones, and the drawing never waits for it.
 */
export interface Outlet {
  /** @returns false when too much waits: this window should be let go. */
  offer(event: unknown): boolean;
  /** The window has taken in every event up to this one. */
  received(seq: number): void;
  /** Resolves when nothing waits any more, so that the stream's end comes last. */
  drained(): Promise<void>;
}

export function createOutlet(send: (numbered: Numbered) => void): Outlet {
  const waiting: unknown[] = [];
  const listeners: (() => void)[] = [];
  let sent = 0;
  let taken = 0;

  const letOut = (): void => {
    while (waiting.length > 0 && sent - taken < WINDOW_EVENTS) {
      sent += 1;
      send({ seq: sent, event: waiting.shift() });
    }
    if (waiting.length === 0) for (const listener of listeners.splice(0)) listener();
  };

  return {
    offer(event) {
      const older = waiting.findIndex((other) => isReplacedBy(other, event));
      if (older >= 0) waiting.splice(older, 1);
      waiting.push(event);
      letOut();
      return waiting.length <= MOST_WAITING;
    },
    received(seq) {
      // A number that was never sent opens nothing.
      if (seq > taken && seq <= sent) taken = seq;
      letOut();
    },
    drained() {
      if (waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => listeners.push(resolve));
    },
  };
}

/** Previews of one picture: the newest wins. */
function isReplacedBy(older: unknown, newer: unknown): boolean {
  return isPreview(older) && isPreview(newer) && older.index === newer.index;
}

function isPreview(event: unknown): event is { kind: 'preview'; index: unknown } {
  return typeof event === 'object' && event !== null && 'kind' in event && event.kind === 'preview';
}
