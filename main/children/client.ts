import { cancelled, fromFailure, StudioFailure, throwIfCancelled } from '../failure.ts';
import { Failure, type FailureCode } from '../../preload/contract/failure.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Verbs } from './messages.ts';
import { startChild, type ChildProcess } from './process.ts';

/** What kind of child a client keeps. */
export interface ClientOptions {
  readonly entry: URL;
  /** What people read when it dies: "The engine stopped (…)". */
  readonly name: string;
  readonly stopped: FailureCode;
  /** How long a cancelled call may go on before the child is killed. Default 10 s. */
  readonly graceMs?: number;
  /** How long the child may take to quit before it is killed. Default 2 s. */
  readonly quitMs?: number;
  readonly log?: (line: string) => void;
}

/** One life of the child. */
interface Life {
  readonly process: ChildProcess;
  readonly calls: Map<number, Call>;
  /** Cancelled, but the child has not answered yet. A new call waits for these. */
  readonly lingering: Set<Promise<void>>;
}

interface Call {
  readonly inbox: Inbox;
  /** Tells that the child has nothing more to say about this call. */
  readonly settle: () => void;
  readonly settled: Promise<void>;
}

/**
 * A child process as seen from its parent: started by the first call, started again by the first
 * call after its death. Dispose it to end it; then every call is cancelled.
 */
export class Client<V extends Verbs> implements AsyncDisposable {
  readonly #options: ClientOptions;
  #life: Life | null = null;
  #nextId = 1;
  #disposed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * Asks the child. Aborting, or leaving the loop early, cancels there: the caller is free at once,
   * and a child that does not let go within its grace is killed.
   *
   * @throws {StudioFailure} What the child failed with; `stopped` when it died; `cancelled`.
   */
  async *call<Verb extends keyof V & string>(
    verb: Verb,
    request: V[Verb]['request'],
    signal: AbortSignal,
  ): AsyncGenerator<V[Verb]['event'], void> {
    const life = await this.#ready(signal);
    const id = this.#nextId++;
    const call = createCall();
    life.calls.set(id, call);
    const onAbort = () => {
      this.#abandon(life, id, call);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    life.process.send({ kind: 'ask', id, verb, request });
    try {
      for (;;) {
        const next = await call.inbox.next();
        if (next === 'end') return;
        yield next.event as V[Verb]['event'];
        life.process.send({ kind: 'more', id });
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#abandon(life, id, call);
    }
  }

  /** Asks, and gives the last event, which is the result. */
  async result<Verb extends keyof V & string>(
    verb: Verb,
    request: V[Verb]['request'],
    signal: AbortSignal,
  ): Promise<V[Verb]['event']> {
    let last: { event: V[Verb]['event'] } | null = null;
    for await (const event of this.call(verb, request, signal)) last = { event };
    if (last === null) throw this.#failure(`ended without an answer to ${verb}`);
    return last.event;
  }

  /** Cancels what is open, lets the child clean up and quit, and kills it when it does not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const life = this.#life;
    if (life === null) return;
    for (const { inbox } of life.calls.values()) inbox.fail(cancelled());
    life.process.send({ kind: 'quit' });
    const timer = setTimeout(() => {
      life.process.kill();
    }, this.#options.quitMs ?? 2_000);
    await life.process.exit;
    clearTimeout(timer);
  }

  /** A living child that is done with whatever was cancelled. */
  async #ready(signal: AbortSignal): Promise<Life> {
    for (;;) {
      throwIfCancelled(signal);
      if (this.#disposed) throw fromFailure(cancelled());
      const life = (this.#life ??= this.#start());
      if (life.lingering.size === 0) return life;
      await untilAborted(Promise.all(life.lingering), signal);
    }
  }

  #start(): Life {
    const calls = new Map<number, Call>();
    const process = startChild({
      entry: this.#options.entry,
      hear: (message) => {
        hear(message, calls);
      },
      log: this.#options.log ?? (() => undefined),
    });
    const life: Life = { process, calls, lingering: new Set() };
    void process.exit.then((reason) => {
      if (this.#life === life) this.#life = null;
      const { code, message } = this.#failure(`stopped (${reason})`);
      for (const { inbox, settle } of calls.values()) {
        inbox.fail({ code, message });
        settle();
      }
      calls.clear();
    });
    return life;
  }

  /** Cancels a call that nobody waits for any more, and sees to it that it ends. */
  #abandon(life: Life, id: number, { inbox, settled }: Call) {
    if (!life.calls.has(id) || life.lingering.has(settled)) return;
    inbox.fail(cancelled());
    life.process.send({ kind: 'cancel', id });
    life.lingering.add(settled);
    const timer = setTimeout(() => {
      life.process.kill();
    }, this.#options.graceMs ?? 10_000);
    void settled.then(() => {
      clearTimeout(timer);
      life.lingering.delete(settled);
    });
  }

  #failure(what: string): StudioFailure {
    const { name, stopped } = this.#options;
    return new StudioFailure(stopped, `The ${name} ${what}. Try again; it is started anew.`);
  }
}

function createCall(): Call {
  const { promise: settled, resolve: settle } = Promise.withResolvers<undefined>();
  return {
    inbox: createInbox(),
    settled,
    settle: () => {
      settle(undefined);
    },
  };
}

/** Sorts a message from the child, which may be broken, into its call. */
function hear(message: unknown, calls: Map<number, Call>) {
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

/** Waits for the work, or for the abort if that comes first. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => {
    resolve(undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', onAbort);
}
