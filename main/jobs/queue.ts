import { randomUUID } from 'node:crypto';
import type { DrawEvent, DrawRequest } from '../../preload/contract/picture.ts';
import type { QueueChange, QueueState } from '../../preload/contract/queue.ts';
import { cancelled, StudioFailure, throwIfCancelled, toFailure } from '../failure.ts';
import { write, type Sqlite } from '../gallery/sqlite.ts';
import { createWatched, type Watched } from '../watched.ts';
import { dropJob, keepJob, keepPaused, readJobs, readPaused } from './job-rows.ts';
import { inOrder, outside, swap, type Job } from './line.ts';
import { createShow, type Show } from './show.ts';

/** A job on its way to its end. */
export interface JobRun {
  readonly request: DrawRequest;
  /** How many of its pictures were saved before. The next one is the picture of that index. */
  readonly saved: number;
  /** Ends it; nothing more is kept. */
  readonly signal: AbortSignal;
  /** Ends it, and keeps the pictures in hand as far as they are. */
  readonly stop: AbortSignal;
  /** Notes that so many are saved now. To be called in the transaction that saves the last one. */
  readonly noteSaved: (count: number) => void;
}

/** What a queue is opened with. */
export interface QueueOptions {
  readonly sqlite: Sqlite;
  /** The studio did not end cleanly the last time: what waited goes on waiting. */
  readonly afterCrash: boolean;
  readonly run: (job: JobRun) => AsyncIterable<DrawEvent>;
  /** Hears what could not be kept. */
  readonly log?: ((line: string) => void) | undefined;
}

interface Running {
  readonly job: Job;
  readonly drop: AbortController;
  readonly stop: AbortController;
}

type Rearrangement = Exclude<QueueChange['change'], 'stop' | 'discard'>;

const mostJobs = 100;
/** Jobs that just ended can still be followed: their window may have been away. */
const endedKept = 20;
const progressMs = 300;
const closing = Symbol('The studio is closing.');

/**
 * The jobs that draw, one at a time. They outlive windows and the studio itself: what a window
 * aborts is its own following, and only `change` ends a job.
 */
export class Queue implements AsyncDisposable {
  readonly #options: QueueOptions;
  readonly #jobs: Job[];
  readonly #ended = new Map<string, Show>();
  readonly #state: Watched<QueueState>;
  #paused: boolean;
  #afterCrash: boolean;
  #running: Running | null = null;
  #attending: Promise<void> = Promise.resolve();
  #keeping: Promise<void> = Promise.resolve();
  #closed = false;
  #toldMs = 0;

  /** Opens the queue as it was left, and goes on with it. */
  constructor(options: QueueOptions) {
    this.#options = options;
    this.#jobs = readJobs(options.sqlite).map((kept) => {
      // What ran when the studio ended has its turn again.
      const state = kept.state === 'running' ? 'waiting' : kept.state;
      return { ...kept, state, show: createShow() };
    });
    this.#afterCrash = options.afterCrash && this.#jobs.some(({ state }) => state === 'waiting');
    this.#paused = this.#afterCrash || readPaused(options.sqlite);
    if (this.#afterCrash) void this.#keep(() => keepPaused(options.sqlite, true));
    this.#state = createWatched<QueueState>({ jobs: [], paused: false, afterCrash: false });
    this.#goOn();
  }

  /** The queue as a whole, and again with every change. */
  get state(): Pick<Watched<QueueState>, 'get' | 'watch'> {
    return this.#state;
  }

  /** Adds a job and follows it. @throws {StudioFailure} `busy` when the queue is full. */
  async *draw(request: DrawRequest, signal: AbortSignal): AsyncGenerator<DrawEvent, void> {
    throwIfCancelled(signal);
    const { show } = await this.#add(request);
    yield* show.follow(signal);
  }

  /** @throws {StudioFailure} `not-found` for a job that is not there and did not just end. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<DrawEvent, void> {
    const show = this.#jobs.find((job) => job.id === id)?.show ?? this.#ended.get(id);
    if (show === undefined) throw gone();
    yield* show.follow(signal);
  }

  /** Takes hold at once, whatever the engine is doing. @throws {StudioFailure} `not-found`. */
  change({ id, change }: QueueChange): void {
    const job = this.#jobs.find((each) => each.id === id);
    if (job === undefined) throw gone();
    if (change === 'stop' || change === 'discard') this.#end(job, change);
    else {
      this.#rearrange(job, change);
      void this.#keep(() =>
        write(this.#options.sqlite, () => {
          this.#jobs.forEach(this.#row);
        }),
      );
    }
    this.#goOn();
  }

  /** A paused queue ends the job that runs and begins no other. */
  async pause(paused: boolean): Promise<void> {
    this.#paused = paused;
    this.#afterCrash = false;
    this.#goOn();
    await this.#keep(() => keepPaused(this.#options.sqlite, paused));
  }

  /** Whatever runs has its turn again at the next opening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#running?.drop.abort(closing);
    await this.#attending;
    for (const { show } of this.#jobs) show.end(cancelled());
    await this.#keeping;
  }

  async #add(request: DrawRequest): Promise<Job> {
    if (this.#closed || this.#jobs.length >= mostJobs) throw full();
    const job: Job = {
      id: randomUUID(),
      request,
      state: 'waiting',
      position: Math.max(0, ...this.#jobs.map(({ position }) => position)) + 1,
      saved: 0,
      failure: null,
      addedAt: new Date().toISOString(),
      show: createShow(),
    };
    this.#jobs.push(job);
    try {
      await write(this.#options.sqlite, () => {
        // It may have been taken out meanwhile.
        if (this.#jobs.includes(job)) this.#row(job);
      });
    } catch (thrown) {
      this.#leave(job);
      throw thrown;
    }
    this.#goOn();
    return job;
  }

  #end(job: Job, how: 'stop' | 'discard'): void {
    if (this.#running?.job === job && job.state === 'running') {
      this.#running[how === 'stop' ? 'stop' : 'drop'].abort();
      return;
    }
    this.#leave(job);
    job.show.end(cancelled());
    void this.#keep(() => dropJob(this.#options.sqlite, job.id));
  }

  #rearrange(job: Job, change: Rearrangement): void {
    const waiting = inOrder(this.#jobs).filter(({ state }) => state !== 'running');
    if (job.state === 'running') return;
    if (change === 'front') job.position = Math.min(...waiting.map((each) => each.position)) - 1;
    if (change === 'up') swap(job, waiting[waiting.indexOf(job) - 1]);
    if (change === 'down') swap(job, waiting[waiting.indexOf(job) + 1]);
    if (job.state !== 'failed' || (change !== 'retry' && change !== 'load-anyway')) return;
    if (change === 'load-anyway') job.request = { ...job.request, loadAnyway: true };
    Object.assign(job, { state: 'waiting', failure: null, show: createShow() });
  }

  /** Begins the next job when there is one and it may; tells everyone where all are. */
  #goOn(): void {
    const next = inOrder(this.#jobs).find(({ state }) => state === 'waiting');
    if (next && this.#running === null && !this.#paused && !this.#closed) {
      next.state = 'running';
      next.show.tell({ kind: 'queued', jobId: next.id, ahead: 0 });
      this.#running = { job: next, drop: new AbortController(), stop: new AbortController() };
      this.#attending = this.#attend(this.#running).finally(() => {
        this.#running = null;
        this.#goOn();
      });
    }
    this.#tell();
  }

  #tell(): void {
    this.#toldMs = performance.now();
    const order = inOrder(this.#jobs);
    let ahead = 0;
    for (const job of order) {
      if (job.state === 'waiting') job.show.tell({ kind: 'queued', jobId: job.id, ahead });
      if (job.state !== 'failed') ahead += 1;
    }
    const jobs = order.map(outside);
    this.#state.set({ jobs, paused: this.#paused, afterCrash: this.#afterCrash });
  }

  /** Runs a job to its end, whatever that is. Never throws. */
  async #attend({ job, drop, stop }: Running): Promise<void> {
    void this.#keepJob(job);
    const noteSaved = (count: number): void => {
      job.saved = count;
      this.#row(job);
    };
    const { request, saved } = job;
    try {
      const run = { request, saved, signal: drop.signal, stop: stop.signal, noteSaved };
      for await (const event of this.#options.run(run)) {
        job.show.tell(event);
        if (event.kind === 'saved' || performance.now() - this.#toldMs > progressMs) this.#tell();
      }
      await this.#finish(job, null);
    } catch (thrown) {
      if (drop.signal.aborted && drop.signal.reason === closing && !stop.signal.aborted) {
        job.state = 'waiting';
        await this.#keepJob(job);
      } else if (drop.signal.aborted || (stop.signal.aborted && isCancelled(thrown))) {
        await this.#finish(job, cancelled());
      } else await this.#fail(job, thrown);
    }
  }

  async #finish(job: Job, end: ReturnType<typeof cancelled> | null): Promise<void> {
    this.#leave(job);
    this.#tell();
    job.show.end(end);
    await this.#keep(() => dropJob(this.#options.sqlite, job.id));
  }

  async #fail(job: Job, thrown: unknown): Promise<void> {
    job.failure = toFailure(thrown);
    job.state = 'failed';
    // The others would be drawn for nothing.
    if (job.failure.code === 'disk-full') this.#paused = true;
    this.#tell();
    job.show.end(job.failure);
    await this.#keepJob(job);
  }

  #leave(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at < 0) return;
    this.#jobs.splice(at, 1);
    this.#ended.set(job.id, job.show);
    for (const id of [...this.#ended.keys()].slice(0, -endedKept)) this.#ended.delete(id);
  }

  /** Part of a transaction. */
  readonly #row = (job: Job): void => {
    keepJob(this.#options.sqlite, job);
  };

  #keepJob(job: Job): Promise<void> {
    return this.#keep(() =>
      write(this.#options.sqlite, () => {
        // It may have left meanwhile.
        if (this.#jobs.includes(job)) this.#row(job);
      }),
    );
  }

  /** Writes behind the caller's back, in order: nothing that a person asks waits for the disk. */
  #keep(what: () => Promise<unknown>): Promise<void> {
    const { log } = this.#options;
    this.#keeping = this.#keeping.then(what).then(
      () => undefined,
      (thrown: unknown) => log?.(`The queue could not be kept: ${toFailure(thrown).message}`),
    );
    return this.#keeping;
  }
}

/** Anything else that ends a stopped job is for the person to know: a picture in hand may be lost. */
function isCancelled(thrown: unknown): boolean {
  return toFailure(thrown).code === 'cancelled';
}

function gone(): StudioFailure {
  return new StudioFailure('not-found', 'This job is not in the queue any more.');
}

function full(): StudioFailure {
  const what = `The queue holds ${mostJobs} jobs, as many as it can.`;
  return new StudioFailure('busy', `${what} Wait for one to end, or take one out.`);
}
