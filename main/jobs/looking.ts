import { setTimeout as sleep } from 'node:timers/promises';
import { LookWhen, type LookingState } from '../../preload/contract/looking.ts';
import { throwIfCancelled, toFailure } from '../failure.ts';
import { countLooked, forgetEyes, nextToLookAt, seeWith } from '../gallery/similar.ts';
import { rowOfId } from '../gallery/rows.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';
import { chooseModel, listModels, type InstalledModel } from '../models/library.ts';
import { createWatched, type Watched } from '../watched.ts';
import type { Bench } from './draw-to-gallery.ts';
import { look } from './look.ts';
import { readyModel } from './ready-model.ts';

/** How long nobody must have worked with the engine, and how often that is looked for. */
interface Pace {
  readonly quietMs?: number;
  readonly tickMs?: number;
}

/** A look ends so many at once in the mean that says how long the rest takes. */
const meanOf = 20;

/**
 * Has the model look at the gallery's pictures, so that similar ones are found: meanwhile, when
 * nobody else has worked with the engine for a while, giving way at once; or when it is asked to,
 * a turn for each picture.
 */
export class Looking implements AsyncDisposable {
  readonly #bench: Bench;
  readonly #quietMs: number;
  readonly #state: Watched<LookingState>;
  readonly #closed = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  /** Pictures that cannot be looked at. */
  readonly #skip = new Set<number>();
  #asked: AbortController | null = null;
  #meanwhile = new AbortController();
  /** Number of the picture that is wanted before the others; null when none is. */
  #first: number | null = null;
  #working: Promise<void> = Promise.resolve();
  #ticking = false;
  /** Since when the engine was free when there was nothing to be done with it. */
  #triedSince: number | null = null;
  #pace: readonly number[] = [];

  constructor(bench: Bench, { quietMs = 4_000, tickMs = 1_000 }: Pace = {}) {
    this.#bench = bench;
    this.#quietMs = quietMs;
    this.#state = createWatched<LookingState>({
      when: readWhen(bench.gallery.sqlite),
      model: null,
      looked: 0,
      total: 0,
      going: null,
      waiting: false,
      msLeft: null,
      failure: null,
    });
    this.#timer = setInterval(() => void this.#tick(), tickMs);
    this.#timer.unref();
    // Where another program keeps the database, the next opening does it.
    this.#working = this.#forget().catch(() => undefined);
  }

  /** How far it is, and again with every change. */
  async *watch(signal: AbortSignal): AsyncGenerator<LookingState, never> {
    await this.#see();
    return yield* this.#state.watch(signal);
  }

  /** Looks at the rest now. @param first Id of the picture that is wanted before the others. */
  begin(first?: string): void {
    this.#first = first === undefined ? null : this.#numberOf(first);
    if (this.#asked !== null) return;
    const asked = new AbortController();
    this.#asked = asked;
    this.#meanwhile.abort();
    const before = this.#working;
    this.#working = before
      .then(() => this.#lookAtRest(AbortSignal.any([asked.signal, this.#closed.signal])))
      .finally(() => {
        this.#asked = null;
      });
  }

  /** Ends what was asked for; what was looked at stays so. */
  stop(): void {
    this.#asked?.abort();
  }

  async prefer(when: LookWhen): Promise<void> {
    const { sqlite } = this.#bench.gallery;
    await write(sqlite, () => {
      sqlite
        .prepare(
          `INSERT INTO marks (name, value) VALUES ('looking', ?)
           ON CONFLICT DO UPDATE SET value = excluded.value`,
        )
        .run(when);
    });
    this.#triedSince = null;
    this.#meanwhile.abort();
    this.#tell({ when, failure: null });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#closed.abort();
    await this.#working;
  }

  /** Lets go of what was seen with models that are gone. */
  async #forget(): Promise<void> {
    await this.#bench.gallery.ready;
    const { installed, broken } = await listModels(this.#bench.models);
    if (installed.length === 0 || broken.length > 0) return;
    await forgetEyes(
      this.#bench.gallery,
      installed.map(({ eye }) => eye),
    );
  }

  /** Takes note of which model looks now, and of how far it is. */
  async #see(): Promise<InstalledModel | null> {
    const { gallery, models } = this.#bench;
    await gallery.ready;
    const model = await chooseModel(models).catch(() => null);
    await seeWith(gallery, model?.eye ?? null);
    const { looked, total } = countLooked(gallery);
    const state = this.#state.get();
    const same = state.looked === looked && state.total === total;
    if (!same || state.model !== (model?.card.id ?? null)) {
      this.#tell({ model: model?.card.id ?? null });
    }
    return model;
  }

  #tell(change: Partial<LookingState>): void {
    const { looked, total } = countLooked(this.#bench.gallery);
    const mean = this.#pace.reduce((sum, ms) => sum + ms, 0) / this.#pace.length;
    const next = { ...this.#state.get(), ...change, looked, total };
    const msLeft = next.going === null || Number.isNaN(mean) ? null : mean * (total - looked);
    this.#state.set({ ...next, msLeft });
  }

  /** Never throws. */
  async #lookAtRest(signal: AbortSignal): Promise<void> {
    const { models, crew, turns } = this.#bench;
    try {
      this.#tell({ going: 'asked', waiting: false, failure: null });
      const model = await readyModel({ models }, crew.workshop, signal);
      await this.#see();
      for (;;) {
        const number = this.#next();
        if (number === null) break;
        const job = () => this.#lookAt(number, model, true, signal);
        for await (const step of turns.run(job, signal)) {
          if (step.kind === 'queued') this.#tell({ waiting: step.ahead > 0 });
        }
        this.#tell({});
      }
      this.#tell({ going: null, waiting: false });
    } catch (thrown) {
      const failure = signal.aborted ? null : toFailure(thrown);
      this.#tell({ going: null, waiting: false, failure });
    }
  }

  /** Looks whether it may look, and does. Never throws. */
  async #tick(): Promise<void> {
    if (this.#ticking || this.#asked !== null) return;
    this.#ticking = true;
    this.#working = this.#working.then(() => this.#lookMeanwhile());
    await this.#working;
    this.#ticking = false;
  }

  async #lookMeanwhile(): Promise<void> {
    const since = this.#mayLookSince();
    if (since === null) {
      if (this.#state.watchers() > 0) await this.#see().catch(() => undefined);
      return;
    }
    this.#meanwhile = new AbortController();
    const signal = AbortSignal.any([
      this.#closed.signal,
      this.#meanwhile.signal,
      this.#bench.turns.whenNext(),
    ]);
    const mayLoad = this.#state.get().when === 'idle';
    try {
      const model = await this.#see();
      if (model === null) return;
      for (;;) {
        const number = this.#next();
        if (number === null) break;
        throwIfCancelled(signal);
        const startMs = performance.now();
        for await (const { how } of this.#lookAt(number, model, mayLoad, signal)) {
          if (how === 'not loaded') {
            this.#triedSince = since;
            return;
          }
          this.#tell({ going: 'meanwhile', failure: null });
        }
        // It rests for as long as it worked: the machine is somebody's.
        await sleep(performance.now() - startMs, undefined, { signal });
      }
    } catch (thrown) {
      if (!signal.aborted) {
        this.#triedSince = since;
        this.#tell({ failure: toFailure(thrown) });
      }
    } finally {
      if (this.#state.get().going === 'meanwhile') this.#tell({ going: null });
    }
  }

  /** Since when the engine is free, if it may be used meanwhile; null when it may not. */
  #mayLookSince(): number | null {
    const { turns, crew } = this.#bench;
    const { when } = this.#state.get();
    const since = turns.freeSince();
    if (when === 'asked' || since === null || since === this.#triedSince) return null;
    if (performance.now() - since < this.#quietMs) return null;
    return when === 'loaded' && !crew.engine.alive ? null : since;
  }

  async *#lookAt(number: number, model: InstalledModel, mayLoad: boolean, signal: AbortSignal) {
    const startMs = performance.now();
    const how = await look({ number, model, mayLoad }, this.#bench, signal);
    if (how === 'no picture') this.#skip.add(number);
    this.#pace = [...this.#pace, performance.now() - startMs].slice(-meanOf);
    yield { kind: 'looked', how } as const;
  }

  #next(): number | null {
    const { gallery } = this.#bench;
    const first = this.#first;
    this.#first = null;
    const wanted = first !== null && gallery.likeness.looked[first] !== 1;
    return wanted ? first : nextToLookAt(gallery, this.#skip);
  }

  #numberOf(id: string): number | null {
    return rowOfId(this.#bench.gallery.sqlite, id)?.picture.number ?? null;
  }
}

function readWhen(sqlite: Sqlite): LookWhen {
  const kept = sqlite.prepare(`SELECT value FROM marks WHERE name = 'looking'`).pluck().get();
  return LookWhen.safeParse(kept).data ?? 'loaded';
}
