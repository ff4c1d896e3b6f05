import { cancelled } from '../failure.ts';
import { Failure } from '../../preload/contract/failure.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { startChild, type ChildEntry } from './process.ts';

/** One life of a child, from its start to its end, and the calls it was asked in between. */
export interface Life {
  /** Resolves when the child is gone, with the reason. Every open call has failed by then. */
  readonly exit: Promise<string>;
  /** Asks the child. */
  open(verb: string, request: unknown): Call;
  /** Resolves when every cancelled call has ended in the child too; null when none goes on. */
  settled(): Promise<unknown> | null;
  /** Cancels everything and lets the child clean up and leave, but not for longer than this. */
  quit(withinMs: number): Promise<void>;
}

/** A call to a child. */
interface Call {
  readonly inbox: Inbox;
  /** Tells the child that an event was taken, so that it may send another. */
  took(): void;
  /** Cancels, unless it is over. A child that does not let go within its grace is killed. */
  cancel(graceMs: number): void;
}

interface OpenCall {
  readonly inbox: Inbox;
  /** Tells that the child has nothing more to say about this call. */
  readonly settle: () => void;
}

/**
 * Starts a child.
 * @param failureOf Says what a call fails with when the child dies of this reason.
 */
export function startLife(
  entry: ChildEntry,
  log: (line: string) => void,
  failureOf: (reason: string) => Failure,
): Life {
  const calls = new Map<number, OpenCall>();
  const lingering = new Set<Promise<unknown>>();
  let lastId = 0;
  const child = startChild(entry, {
    log,
    hear: (message) => {
      hear(message, calls);
    },
  });
  const exit = child.exit.then((reason) => {
    for (const call of calls.values()) {
      call.inbox.fail(failureOf(reason));
      call.settle();
    }
    calls.clear();
    return reason;
  });

  return {
    exit,
    open(verb, request) {
      const id = ++lastId;
      const inbox = createInbox();
      const { promise: settled, resolve: settle } = Promise.withResolvers<unknown>();
      calls.set(id, {
        inbox,
        settle: () => {
          settle(null);
        },
      });
      child.send({ kind: 'ask', id, verb, request });
      return {
        inbox,
        took: () => {
          child.send({ kind: 'more', id });
        },
        cancel(graceMs) {
          if (!calls.has(id) || lingering.has(settled)) return;
          inbox.fail(cancelled());
          child.send({ kind: 'cancel', id });
          lingering.add(settled);
          const timer = setTimeout(child.kill, graceMs);
          void settled.then(() => {
            clearTimeout(timer);
            lingering.delete(settled);
          });
        },
      };
    },
    settled: () => (lingering.size === 0 ? null : Promise.all(lingering)),
    async quit(withinMs) {
      for (const { inbox } of calls.values()) inbox.fail(cancelled());
      child.send({ kind: 'quit' });
      const timer = setTimeout(child.kill, withinMs);
      await exit;
      clearTimeout(timer);
    },
  };
}

/** Sorts a message from the child, which may be broken, into its call. */
function hear(message: unknown, calls: Map<number, OpenCall>): void {
  const { kind, id, event, failure } = (message ?? {}) as Record<string, unknown>;
  const call = calls.get(id as number);
  if (call === undefined) return;
  if (kind === 'event') {
    call.inbox.put(event);
    return;
  }
  if (kind === 'end') call.inbox.end();
  else call.inbox.fail(Failure.safeParse(failure).data ?? unclear);
  calls.delete(id as number);
  call.settle();
}

const unclear: Failure = { code: 'unexpected', message: 'A child process failed unclearly.' };
