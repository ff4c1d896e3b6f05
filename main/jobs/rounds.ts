import type { RoundState } from '../../preload/contract/rounds.ts';
import { StudioFailure, throwIfCancelled, toFailure } from '../failure.ts';
import type { Sqlite } from '../gallery/sqlite.ts';
import { createWatched, type Watched } from '../watched.ts';
import { dropTask, dropTasks, keepTasks, readTasks, type RoundKind } from './round-rows.ts';

/** What happens to a picture in its turn; the last step says how it ended. */
export type RoundStep<Made> =
  | { readonly kind: 'queued'; readonly ahead: number }
  | { readonly kind: 'made'; readonly made: Made }
  /** It had it already. */
  | { readonly kind: 'kept' }
  /** Nothing could be made of it. */
  | { readonly kind: 'skipped' };

/** What rounds are opened with. */
export interface RoundOptions<Wish, Made> {
  readonly kind: RoundKind;
  readonly sqlite: Sqlite;
  /** The studio did not end cleanly the last time: what was left waits for a word. */
  readonly afterCrash: boolean;
  /** What was kept of a wish; undefined when it cannot be understood. */
  readonly parse: (kept: unknown) => Wish | undefined;
  readonly work: (
    number: number,
    wish: Wish,
    signal: AbortSignal,
  ) => AsyncIterable<RoundStep<Made>>;
  /** Undoes what was made. @returns Which pictures it changed. */
  readonly takeBack: (made: readonly Made[]) => Promise<readonly number[]>;
  /** Hears what could not be kept. */
  readonly log?: ((line: string) => void) | undefined;
}

/** One round, which may still grow. */
interface Round<Wish, Made> {
  readonly id: number;
  /** Pictures that are still to be done, in their order. */
  readonly todo: Map<number, Wish>;
  readonly made: Made[];
  readonly stop: AbortController;
  kept: number;
  skipped: number;
  /** In which something was made or tried. */
  busyMs: number;
  working: Promise<void>;
}

/** Rounds that can be taken back. */
const remembered = 20;
const closing = Symbol('The studio is closing.');

/**
 * The model does one thing with many pictures, one after the other; others take their turns in
 * between. What is left when the studio ends goes on at the next opening.
 */
export class Rounds<Wish, Made> implements AsyncDisposable {
  readonly #options: RoundOptions<Wish, Made>;
  readonly #now = createWatched<RoundState | null>(null);
  readonly #rounds = new Map<number, Round<Wish, Made>>();
  /** Goes on, or waits for a word. */
  #running: Round<Wish, Made> | null = null;
  #paused = false;
  #lastId = 0;
  #keeping: Promise<void> = Promise.resolve();

  /** Opens them as they were left, and goes on. */
  constructor(options: RoundOptions<Wish, Made>) {
    this.#options = options;
    const { sqlite, kind, parse, afterCrash } = options;
    const todo = new Map<number, Wish>();
    for (const { number, wish: kept } of readTasks(sqlite, kind)) {
      const wish = parse(kept);
      if (wish !== undefined) todo.set(number, wish);
    }
    if (todo.size === 0) return;
    this.#paused = afterCrash;
    this.#start(todo);
  }

  /** What goes on, or went on last; null when nothing did since the studio was opened. */
  get now(): Pick<Watched<RoundState | null>, 'get' | 'watch'> {
    return this.#now;
  }

  /**
   * Begins; pictures that come while others are done wait behind them.
   * @returns When it is kept, so that it survives.
   */
  async begin(numbers: readonly number[], wish: Wish): Promise<void> {
    const { sqlite, kind } = this.#options;
    const keeping = this.#keep(() => keepTasks(sqlite, kind, [...new Set(numbers)], wish));
    const running = this.#running;
    if (running === null || running.stop.signal.aborted) {
      this.#start(new Map(numbers.map((number) => [number, wish])));
    } else {
      for (const number of numbers) {
        running.todo.delete(number);
        running.todo.set(number, wish);
      }
      this.#tell(running, {});
      this.goOn();
    }
    await keeping;
  }

  /** Goes on with what was left when the studio did not end cleanly. */
  goOn(): void {
    const round = this.#running;
    if (!this.#paused || round === null) return;
    this.#paused = false;
    this.#work(round, Promise.resolve());
  }

  /** Ends it; what is made stays. */
  stop(): void {
    const round = this.#running;
    if (round === null || round.stop.signal.aborted) return;
    round.stop.abort();
    this.#drop();
    if (!this.#paused) return;
    this.#paused = false;
    this.#running = null;
    this.#tell(round, { state: 'stopped' });
  }

  /** Undoes what a round made since the studio was opened. @throws {StudioFailure} `not-found` */
  async takeBack(id: number): Promise<readonly number[]> {
    const round = this.#rounds.get(id);
    if (round === undefined) {
      throw new StudioFailure('not-found', 'It is too long ago to be taken back.');
    }
    if (round === this.#running) this.stop();
    await round.working;
    return this.#options.takeBack(round.made);
  }

  /** What is left has its turn at the next opening. */
  async [Symbol.asyncDispose](): Promise<void> {
    const round = this.#running;
    round?.stop.abort(closing);
    await round?.working;
    await this.#keeping;
  }

  #start(todo: Map<number, Wish>): void {
    const before = this.#running?.working ?? Promise.resolve();
    this.#lastId += 1;
    const round: Round<Wish, Made> = {
      ...{ id: this.#lastId, todo, made: [], stop: new AbortController() },
      ...{ kept: 0, skipped: 0, busyMs: 0, working: Promise.resolve() },
    };
    this.#rounds.set(round.id, round);
    for (const id of [...this.#rounds.keys()].slice(0, -remembered)) this.#rounds.delete(id);
    this.#running = round;
    if (this.#paused) this.#tell(round, { state: 'paused' });
    else this.#work(round, before);
  }

  #work(round: Round<Wish, Made>, before: Promise<void>): void {
    round.working = before.then(() => this.#attend(round));
  }

  #tell(round: Round<Wish, Made>, change: Partial<RoundState>): void {
    const { id, todo, made, kept, skipped, busyMs } = round;
    const tried = made.length + skipped;
    const counts = { made: made.length, kept, skipped, total: tried + kept + todo.size };
    const msLeft = tried === 0 ? null : (busyMs / tried) * todo.size;
    const old = this.#now.get();
    const before = old?.id === id ? old : { state: 'waiting' as const, number: null };
    this.#now.set({ ...before, id, ...counts, msLeft, failure: null, ...change });
  }

  /** Attends to a round to its end, whatever that is. Never throws. */
  async #attend(round: Round<Wish, Made>): Promise<void> {
    const { todo, stop } = round;
    const { signal } = stop;
    try {
      this.#tell(round, { state: 'waiting', number: null });
      for (let next = first(todo); next !== null; next = first(todo)) {
        throwIfCancelled(signal);
        const [number, wish] = next;
        const { kind, ms } = await this.#attendTo(number, wish, round);
        if (kind !== 'kept') round.busyMs += ms;
        if (kind !== 'made') round[kind] += 1;
        await this.#settle(round, number, wish);
      }
      // What it had is dropped already where it was stopped; what is kept now is another's.
      throwIfCancelled(signal);
      this.#drop();
      this.#tell(round, { state: 'done', number: null });
    } catch (thrown) {
      if (signal.aborted) {
        this.#tell(round, { state: 'stopped', number: null });
        return;
      }
      this.#drop();
      this.#tell(round, { state: 'failed', number: null, failure: toFailure(thrown) });
    } finally {
      // At once: what is asked for next begins a round of its own.
      if (this.#running === round) this.#running = null;
    }
  }

  /** @returns How it ended, and how long it took from its turn on. */
  async #attendTo(
    number: number,
    wish: Wish,
    round: Round<Wish, Made>,
  ): Promise<{ readonly kind: 'made' | 'kept' | 'skipped'; readonly ms: number }> {
    let startMs = performance.now();
    const ended = <Kind>(kind: Kind) => ({ kind, ms: performance.now() - startMs });
    try {
      for await (const step of this.#options.work(number, wish, round.stop.signal)) {
        if (step.kind !== 'queued') {
          if (step.kind === 'made') round.made.push(step.made);
          return ended(step.kind);
        }
        startMs = performance.now();
        this.#tell(round, { state: step.ahead > 0 ? 'waiting' : 'working', number });
      }
    } catch (thrown) {
      if (round.stop.signal.aborted || !isOfPicture(thrown)) throw thrown;
    }
    return ended('skipped');
  }

  /** A picture is done, unless it was asked for anew meanwhile. */
  async #settle({ todo, stop }: Round<Wish, Made>, number: number, wish: Wish): Promise<void> {
    if (todo.get(number) !== wish) return;
    todo.delete(number);
    const { sqlite, kind } = this.#options;
    const { aborted, reason } = stop.signal as { aborted: boolean; reason: unknown };
    // What was stopped is dropped as a whole, and may be asked for anew already.
    if (!aborted || reason === closing) await this.#keep(() => dropTask(sqlite, kind, number));
  }

  #drop(): void {
    const { sqlite, kind } = this.#options;
    this.#keep(() => dropTasks(sqlite, kind)).catch(() => undefined);
  }

  /** Writes in order. What could not be kept is not there at the next opening; nothing else is lost. */
  #keep(what: () => Promise<void>): Promise<void> {
    const { log } = this.#options;
    this.#keeping = this.#keeping.then(what).catch((thrown: unknown) => {
      log?.(`What is left to do could not be kept: ${toFailure(thrown).message}`);
    });
    return this.#keeping;
  }
}

function first<Key, Value>(map: ReadonlyMap<Key, Value>): readonly [Key, Value] | null {
  for (const entry of map) return entry;
  return null;
}

/** Wrong with one picture: the others can be done all the same. */
export function isOfPicture(thrown: unknown): boolean {
  return ['not-found', 'bad-image', 'context-full'].includes(toFailure(thrown).code);
}
