import type { FailureCode } from '../../preload/contract/failure.ts';
import type { DrawEvent, DrawRequest, Picture } from '../../preload/contract/picture.ts';
import { unpackOdds, type Odds } from '../odds/odds.ts';
import { seedOf } from './cells.ts';

export type Preview = Extract<DrawEvent, { kind: 'preview' }>;
type Phase = Extract<DrawEvent, { kind: 'phase' }>['phase'];

/** One picture of a job, from its first token to its file. */
export interface Developing {
  readonly seed: number;
  readonly tokensDone: number;
  /** Of its tokens so far; null before the first. */
  readonly odds: Odds | null;
  readonly preview: Preview | null;
  readonly saved: Picture | null;
}

/** A job as the page knows it, folded from its events. */
export interface Job {
  /** null until the studio has taken it. */
  readonly id: string | null;
  readonly request: DrawRequest;
  readonly state:
    | { readonly kind: 'waiting'; readonly ahead: number }
    | { readonly kind: 'running'; readonly phase: Phase; readonly index: number }
    | { readonly kind: 'done' }
    | { readonly kind: 'stopped'; readonly index: number }
    | { readonly kind: 'failed'; readonly index: number; readonly failure: JobFailure };
  readonly pictures: readonly Developing[];
  /** Tokens in a picture; 0 until the first are drawn. */
  readonly tokensTotal: number;
  readonly msPerToken: number;
  /** It was asked to end and has not told yet that it did. */
  readonly ending: boolean;
}

export interface JobFailure {
  readonly code: FailureCode | 'disconnected';
  /** In English, by the studio. The page has its own sentence for each code. */
  readonly message: string;
}

/** What ends a job that has not ended by itself, or asks it to end. */
export type JobEnd =
  | { readonly kind: 'end' }
  | { readonly kind: 'ending' }
  | { readonly kind: 'failed'; readonly failure: JobFailure };

export function beginJob(request: DrawRequest): Job {
  const pictures = Array.from({ length: request.count }, (_, index) => ({
    seed: seedOf(request, index),
    tokensDone: 0,
    odds: null,
    preview: null,
    saved: null,
  }));
  return {
    id: null,
    request,
    state: { kind: 'waiting', ahead: 0 },
    pictures,
    tokensTotal: 0,
    msPerToken: 0,
    ending: false,
  };
}

/** The job after an event. What comes after its end is late and changes nothing. */
export function fold(job: Job, event: DrawEvent | JobEnd): Job {
  if (isOver(job)) return job;
  switch (event.kind) {
    case 'queued':
      return { ...job, id: event.jobId, state: { kind: 'waiting', ahead: event.ahead } };
    case 'phase':
      return { ...job, state: { kind: 'running', phase: event.phase, index: event.index } };
    case 'tokens': {
      const { seed, tokensDone, tokensTotal, msPerToken, given } = event;
      const odds = unpackOdds(event.odds, given);
      const next = change(job, event.index, (picture) => ({
        ...picture,
        seed,
        ...(tokensDone >= picture.tokensDone && { tokensDone, odds }),
      }));
      return { ...next, tokensTotal, msPerToken };
    }
    case 'preview':
      return change(job, event.index, (picture) =>
        isNewer(event, picture.preview) ? { ...picture, preview: event } : picture,
      );
    case 'saved':
    case 'judged':
      return change(job, event.index, (picture) => ({ ...picture, saved: event.picture }));
    case 'ending':
      return { ...job, ending: true };
    case 'end':
      return { ...job, state: { kind: 'done' } };
    case 'failed':
      return failed(job, event.failure);
  }
}

function failed(job: Job, failure: JobFailure): Job {
  const index = inHand(job);
  if (failure.code === 'disconnected') {
    return { ...job, state: { kind: 'failed', index, failure } };
  }
  // What was not kept is not shown as if it were.
  const pictures = job.pictures.map((picture) =>
    picture.saved === null ? { ...picture, preview: null } : picture,
  );
  const state =
    failure.code === 'cancelled'
      ? ({ kind: 'stopped', index } as const)
      : ({ kind: 'failed', index, failure } as const);
  return { ...job, pictures, state };
}

export function isOver(job: Job): boolean {
  return job.state.kind !== 'waiting' && job.state.kind !== 'running';
}

/** A job's pictures with their places, in the order to show them: once judged, the best first. */
export function picturesInRank(job: Job): readonly (Developing & { readonly index: number })[] {
  const pictures = job.pictures.map((picture, index) => ({ ...picture, index }));
  // While it goes on, nothing changes its place.
  if (job.request.judge !== true || !isOver(job)) return pictures;
  const score = ({ saved }: Developing): number => saved?.score?.value ?? -1;
  return pictures.sort((a, b) => score(b) - score(a));
}

/** The picture that is drawn now, or was when the job ended. */
export function inHand({ state, pictures }: Job): number {
  if (state.kind === 'waiting') return 0;
  return state.kind === 'done' ? pictures.length - 1 : state.index;
}

/** The newest number wins, whatever arrives last; nothing replaces the exact decode. */
function isNewer(preview: Preview, shown: Preview | null): boolean {
  return shown === null || (!shown.final && (preview.final || preview.seq > shown.seq));
}

function change(job: Job, index: number, by: (picture: Developing) => Developing): Job {
  const pictures = job.pictures.map((picture, at) => (at === index ? by(picture) : picture));
  return { ...job, pictures };
}

/** Where a job is: exact counts, of the picture in hand, and the time left for all of them. */
export interface Progress {
  readonly index: number;
  readonly tokensDone: number;
  readonly tokensTotal: number;
  /** null until a token has been timed. */
  readonly secondsLeft: number | null;
}

/** @param finishingMs What it takes to develop and save a picture whose tokens are there. */
export function progressOf(job: Job, finishingMs = 0): Progress {
  const index = inHand(job);
  const { tokensTotal, msPerToken } = job;
  const open = job.pictures.filter(({ saved }) => saved === null);
  const left = open.reduce((sum, { tokensDone }) => sum + tokensTotal - tokensDone, 0);
  return {
    index,
    tokensDone: job.pictures[index]?.tokensDone ?? 0,
    tokensTotal,
    secondsLeft: msPerToken > 0 ? (left * msPerToken + open.length * finishingMs) / 1000 : null,
  };
}
