import type { DrawEvent, DrawRequest, Picture } from '../../preload/contract/picture.ts';
import type { QueuedJob, QueueState } from '../../preload/contract/queue.ts';
import { studio } from '../studio.ts';
import { toFailure } from './failures.ts';
import { beginJob, fold, isOver, type Job, type JobEnd } from './jobs.ts';
import { overrule } from './overruled.ts';
import { changeJob, queue } from './queue.ts';
import { createStore } from './store.ts';
import { refreshPictures, studioState } from './studio-state.ts';

/** The job on the stage: the one that is drawn, or the last one that was. */
export const job = createStore<Job | null>(null);

/** A job that another window asked for, drawn while this one looks at something finished. */
export const elsewhere = createStore<QueuedJob | null>(null);

/** What it took lately to develop and save a picture, once its tokens were there. ms */
export const finishing = createStore(0);

/** How long after a job's end the next one takes its place on the stage without being asked for. */
const LINGER_MS = 10_000;

/** A job that is followed. */
interface Track {
  job: Job;
  /** Ends the following, not the job. */
  readonly leaving: AbortController;
  /** When its last picture began to be developed. */
  decodingSince: number;
}

const tracks = new Map<string, Track>();
/** Jobs that were asked for on this page. */
const own = new Set<string>();
let stage: Track | null = null;
let stageEndedAt = 0;

/** Adds a picture to the queue and shows it when nothing else is drawn. */
export async function draw(request: DrawRequest): Promise<void> {
  const track = begin(request);
  if (stage === null || isOver(stage.job)) put(track);
  await follow(track, studio.stream('picture:draw', request, track.leaving.signal));
}

/** Ends the job on the stage. @param how `stop` keeps the picture in hand as far as it is. */
export function end(how: 'stop' | 'discard'): void {
  const id = stage?.job.id;
  if (!stage || !id) return;
  take(stage, { kind: 'ending' });
  changeJob(id, how);
}

/**
 * Tries the failed job on the stage again.
 * @param how `load-anyway`: with its model loaded whatever the forecast says.
 */
export function retry(how: 'retry' | 'load-anyway' = 'retry'): void {
  if (!stage) return;
  const { id, request: before } = stage.job;
  if (how === 'load-anyway') overrule(before.model);
  const request = how === 'retry' ? before : { ...before, loadAnyway: true };
  if (id !== null && queue.get()?.jobs.some((each) => each.id === id)) {
    changeJob(id, how);
    resume(id, request);
  } else void draw(request);
}

/** Shows the job that is drawn now, whoever asked for it. */
export function watchNow(): void {
  const running = queue.get()?.jobs.find(({ state }) => state === 'running');
  elsewhere.set(null);
  if (running) followQueued(running);
}

/** Follows whatever the queue draws, from wherever it is. */
export function followQueue(): () => void {
  return queue.subscribe(() => {
    const state = queue.get();
    if (state) onQueue(state);
  });
}

function onQueue({ jobs }: QueueState): void {
  const running = jobs.find(({ state }) => state === 'running');
  const cut = stage?.job;
  if (cut?.id && isCut(cut)) resume(cut.id, cut.request);
  if (running === undefined) elsewhere.set(null);
  else if (tracks.has(running.id)) return;
  else if (own.has(running.id) || isStageFree()) followQueued(running);
  else elsewhere.set(running);
}

/** Nobody looks at something finished there. */
function isStageFree(): boolean {
  if (stage === null || !isOver(stage.job)) return true;
  return Date.now() - stageEndedAt < LINGER_MS;
}

function isCut({ state }: Job): boolean {
  return state.kind === 'failed' && state.failure.code === 'disconnected';
}

/** Takes a job up again that had ended for this page: it was cut off, or is tried again. */
function resume(id: string, request: DrawRequest): void {
  const track = begin(request);
  put(track);
  void follow(track, studio.stream('queue:follow', { id }, track.leaving.signal)).then(() => {
    // The studio was started anew and knows it no more: what it saved is among the pictures.
    const { state } = track.job;
    if (state.kind !== 'failed' || state.failure.code !== 'not-found' || stage !== track) return;
    stage = null;
    job.set(null);
    refreshPictures().catch(() => undefined);
  });
}

function followQueued({ id, request }: QueuedJob): void {
  const track = begin(request);
  tracks.set(id, track);
  put(track);
  void follow(track, studio.stream('queue:follow', { id }, track.leaving.signal));
}

function begin(request: DrawRequest): Track {
  return { job: beginJob(request), leaving: new AbortController(), decodingSince: 0 };
}

function put(track: Track): void {
  stage = track;
  job.set(track.job);
}

function take(track: Track, event: DrawEvent | JobEnd): void {
  track.job = fold(track.job, event);
  if (stage !== track) return;
  job.set(track.job);
  if (isOver(track.job)) stageEndedAt = Date.now();
}

/** Folds what comes into the job, until its end, or until another job is on the stage. */
async function follow(track: Track, events: AsyncIterable<DrawEvent>): Promise<void> {
  try {
    for await (const event of events) {
      take(track, event);
      if (event.kind === 'queued' && !stay(track, event.jobId)) {
        track.leaving.abort();
        return;
      }
      time(track, event);
      if (event.kind === 'saved' || event.kind === 'judged') keep(event.picture);
    }
    take(track, { kind: 'end' });
  } catch (thrown) {
    take(track, { kind: 'failed', failure: toFailure(thrown) });
  } finally {
    const { id } = track.job;
    if (id !== null && tracks.get(id) === track) tracks.delete(id);
  }
}

/** Whether this following of the job is worth going on with. The queue tells when it is drawn. */
function stay(track: Track, id: string): boolean {
  own.add(id);
  const other = tracks.get(id);
  if (other !== undefined && other !== track) return false;
  if (stage !== track) return false;
  tracks.set(id, track);
  return true;
}

/** Learns what it takes to finish a picture. */
function time(track: Track, event: DrawEvent): void {
  if (event.kind === 'phase' && event.phase === 'decode') track.decodingSince = performance.now();
  if (event.kind !== 'saved' || track.decodingSince === 0) return;
  finishing.set(performance.now() - track.decodingSince);
  track.decodingSince = 0;
}

function keep(picture: Picture): void {
  const state = studioState.get();
  const known = state.pictures.some(({ id }) => id === picture.id);
  const pictures = known
    ? state.pictures.map((each) => (each.id === picture.id ? picture : each))
    : [picture, ...state.pictures];
  studioState.set({ ...state, pictures });
}
