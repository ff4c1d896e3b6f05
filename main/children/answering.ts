import { StudioFailure, throwIfCancelled, toFailure } from '../failure.ts';
import { eventsAhead, type Handlers, type Up, type Verbs } from './messages.ts';

/** The child's side of the protocol, without the pipe. */
export interface Answering {
  /** Takes a message as it came, broken or not. Never throws. */
  hear(message: unknown): void;
  /** Cancels everything and resolves when all of it has ended. */
  stop(): Promise<void>;
}

/** One call being answered. */
interface Running {
  readonly abort: AbortController;
  /** Events that may still be sent before the parent takes one. */
  credit: number;
  wake: () => void;
  readonly done: Promise<void>;
}

/** Answers each `ask` with events and one `end` or `failed`, however broken the asking. */
export function createAnswering<V extends Verbs>(
  load: () => Promise<Handlers<V>>,
  send: (up: Up) => void,
): Answering {
  const running = new Map<number, Running>();
  let handlers: Promise<Handlers<V>> | null = null;

  const begin = (id: number, verb: string, request: unknown) => {
    const call: Running = {
      abort: new AbortController(),
      credit: eventsAhead,
      wake: () => undefined,
      done: Promise.resolve().then(() => answer(id, verb, request)),
    };
    running.set(id, call);
  };

  const answer = async (id: number, verb: string, request: unknown) => {
    const call = running.get(id);
    if (call === undefined) return;
    try {
      const known = (await (handlers ??= load())) as Readonly<Record<string, Handler>>;
      const handler = Object.hasOwn(known, verb) ? known[verb] : undefined;
      if (handler === undefined) throw malformed(`no such verb: ${verb}`);
      throwIfCancelled(call.abort.signal);
      for await (const event of handler(request, call.abort.signal)) {
        await credited(call);
        throwIfCancelled(call.abort.signal);
        send({ kind: 'event', id, event });
      }
      send({ kind: 'end', id });
    } catch (thrown) {
      send({ kind: 'failed', id, failure: toFailure(thrown) });
    } finally {
      running.delete(id);
    }
  };

  return {
    hear(message) {
      const down = parseDown(message);
      if (typeof down === 'string') {
        send({ kind: 'failed', id: -1, failure: toFailure(malformed(down)) });
        return;
      }
      if (down.kind === 'ask' && !running.has(down.id)) {
        begin(down.id, down.verb, down.request);
        return;
      }
      const call = running.get(down.id);
      if (call === undefined) return;
      if (down.kind === 'cancel') call.abort.abort();
      if (down.kind === 'more') call.credit = Math.min(call.credit + 1, eventsAhead);
      call.wake();
    },
    async stop() {
      const calls = [...running.values()];
      for (const call of calls) {
        call.abort.abort();
        call.wake();
      }
      await Promise.all(calls.map((call) => call.done));
    },
  };
}

type Handler = (request: unknown, signal: AbortSignal) => AsyncIterable<unknown>;

/** Waits until the parent has taken enough, or the call is cancelled. */
async function credited(call: Running): Promise<void> {
  while (call.credit === 0 && !call.abort.signal.aborted) {
    await new Promise<void>((resolve) => (call.wake = resolve));
  }
  call.credit -= 1;
}

type Heard =
  | { kind: 'ask'; id: number; verb: string; request: unknown }
  | { kind: 'more' | 'cancel'; id: number };

/** @returns The message, or what is wrong with it. */
function parseDown(message: unknown): Heard | string {
  if (typeof message !== 'object' || message === null) return 'not an object';
  const { kind, id, verb, request } = message as Record<string, unknown>;
  if (!Number.isSafeInteger(id)) return 'id is not a whole number';
  if (kind === 'more' || kind === 'cancel') return { kind, id: id as number };
  if (kind !== 'ask') return 'unknown kind';
  if (typeof verb !== 'string') return 'verb is not a string';
  return { kind, id: id as number, verb, request };
}

function malformed(what: string): StudioFailure {
  return new StudioFailure('bad-request', `A child received a message it cannot read: ${what}.`);
}
