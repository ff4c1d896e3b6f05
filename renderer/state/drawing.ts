import type { DrawRequest, Picture } from '../../preload/contract/picture.ts';
import { studio } from '../studio.ts';
import { toFailure } from './failures.ts';
import { beginJob, fold, isOver, type Job } from './jobs.ts';
import { recall, remember } from './preferences.ts';
import { createStore } from './store.ts';
import { refreshPictures, studioState } from './studio-state.ts';

/** The job on the stage: the newest one, running or over. */
export const job = createStore<Job | null>(null);

/**
 * Pictures that the studio is drawing while this page no longer hears of them: it was reloaded, or
 * the connection broke. They are saved all the same, so the page looks for them by their seeds.
 */
export interface Unattended {
  readonly prompt: string;
  readonly seeds: readonly number[];
  /** ISO 8601, UTC, by this machine's clock. */
  readonly since: string;
}

const KEY = 'janus-studio.unattended';
const LOOK_EVERY_MS = 1_500;

export const unattended = createStore<Unattended | null>(recallUnattended());

/** The last of them that was found: what the stage shows in place of a drawing it lost. */
export const arrived = createStore<Picture | null>(null);

let running: AbortController | null = null;

/** Draws, and shows what comes. A job that still runs is not disturbed: the studio queues. */
export async function draw(request: DrawRequest): Promise<void> {
  const controller = new AbortController();
  running = controller;
  let mine = beginJob(request);
  const show = (next: Job): void => {
    mine = next;
    if (running === controller) job.set(mine);
  };
  show(mine);
  arrived.set(null);
  const { prompt } = request;
  const seeds = mine.pictures.map(({ seed }) => seed);
  const ticket = { prompt: prompt.trim(), seeds, since: new Date().toISOString() };
  remember(KEY, ticket, 'session');
  try {
    for await (const event of studio.stream('picture:draw', request, controller.signal)) {
      show(fold(mine, event));
      if (event.kind === 'saved') keep(event.picture);
    }
    show(fold(mine, { kind: 'end' }));
  } catch (thrown) {
    show(fold(mine, { kind: 'failed', failure: toFailure(thrown) }));
  }
  const lost = mine.state.kind === 'failed' && mine.state.failure.code === 'disconnected';
  if (lost) unattended.set(ticket);
  else remember(KEY, null, 'session');
}

export function stop(): void {
  running?.abort();
}

function keep(picture: Picture): void {
  const state = studioState.get();
  const others = state.pictures.filter(({ id }) => id !== picture.id);
  studioState.set({ ...state, pictures: [picture, ...others] });
}

function recallUnattended(): Unattended | null {
  const kept = recall<Unattended>(KEY, 'session');
  if (!kept?.since || !kept.seeds || kept.prompt === undefined) return null;
  return { prompt: kept.prompt, seeds: kept.seeds, since: kept.since };
}

/** Looks for unattended pictures until the last of them is there. */
export function lookForUnattended(): () => void {
  const timer = setInterval(() => {
    const ticket = unattended.get();
    if (ticket === null) return;
    refreshPictures()
      .then(() => {
        const pictures = found(ticket);
        arrived.set(pictures[0] ?? null);
        if (pictures.length === ticket.seeds.length) forgetUnattended();
      })
      .catch(() => undefined); // not connected: look again later
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}

export function forgetUnattended(): void {
  unattended.set(null);
  const current = job.get();
  if (current === null || isOver(current)) remember(KEY, null, 'session');
}

function found({ prompt, seeds, since }: Unattended): readonly Picture[] {
  return studioState
    .get()
    .pictures.filter(
      (picture) =>
        picture.prompt === prompt && seeds.includes(picture.seed) && picture.createdAt >= since,
    );
}
