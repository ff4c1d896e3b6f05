import type { Failure, FailureCode } from '../../preload/contract/failure.ts';
import { cancelled, fromFailure, throwIfCancelled } from '../failure.ts';
import { startLife, type Life } from './life.ts';
import type { Verbs } from './messages.ts';
import type { ChildEntry } from './process.ts';

/** What kind of child a client keeps. */
export interface ClientOptions {
  readonly entry: ChildEntry;
  /** What people read when it dies: "The engine stopped (…)". */
  readonly name: string;
  readonly stopped: FailureCode;
  /** How long a cancelled call may go on before the child is killed. Default 10 s. */
  readonly graceMs?: number;
  /** How long the child may take to clean up and quit before it is killed. Default 2 s. */
  readonly quitMs?: number;
  /** Hears what the child writes on stdout and stderr, line by line. */
  readonly log?: (line: string) => void;
}

/**
 * A child process as seen from its parent: started by the first call, started again by the first
 * call after its death. Dispose it to end it; then every call is cancelled.
 */
export class Client<V extends Verbs> implements AsyncDisposable {
  readonly #options: ClientOptions;
  #life: Life | null = null;
  #disposed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Whether its process runs: one that does not has nothing loaded. */
  get alive(): boolean {
    return this.#life !== null;
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
    const call = life.open(verb, request);
    const cancel = () => {
      call.cancel(this.#options.graceMs ?? 10_000);
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for (;;) {
        const next = await call.inbox.next();
        if (next === 'end') return;
        yield next.event as V[Verb]['event'];
        call.took();
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
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
    if (last === null) throw fromFailure(this.#failure(`ended without an answer to ${verb}`));
    return last.event;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.#life?.quit(this.#options.quitMs ?? 2_000);
  }

  /** A living child that is done with whatever was cancelled. */
  async #ready(signal: AbortSignal): Promise<Life> {
    for (;;) {
      throwIfCancelled(signal);
      if (this.#disposed) throw fromFailure(cancelled());
      const life = (this.#life ??= this.#start());
      const settled = life.settled();
      if (settled === null) return life;
      await untilAborted(settled, signal);
    }
  }

  #start(): Life {
    const { entry, log = () => undefined } = this.#options;
    const life = startLife(entry, log, (reason) => this.#failure(`stopped (${reason})`));
    void life.exit.then(() => {
      if (this.#life === life) this.#life = null;
    });
    return life;
  }

  #failure(what: string): Failure {
    const { name, stopped } = this.#options;
    return { code: stopped, message: `The ${name} ${what}. Try again; it is started anew.` };
  }
}

/** Waits for the work, or for the abort if that comes first. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<unknown>();
  signal.addEventListener('abort', resolve, { once: true });
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', resolve);
}
