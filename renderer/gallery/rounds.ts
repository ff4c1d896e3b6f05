import type { RoundState } from '../../preload/contract/rounds.ts';
import { toFailure } from '../state/failures.ts';
import { createStore } from '../state/store.ts';
import { keepWatching } from '../state/watching.ts';
import { studio } from '../studio.ts';
import { remember } from './changes.ts';
import { trouble } from './known.ts';

/** What the model does with many pictures, one after the other. */
export type RoundRoom = 'captions' | 'scoring';

/** The round of each that goes on, or the last one; null when there was none. */
export const rounds = {
  captions: createStore<RoundState | null>(null),
  scoring: createStore<RoundState | null>(null),
} as const;

/** A round that has not ended. */
export type Going = RoundState & { readonly state: 'waiting' | 'working' | 'paused' };

export function isGoing(state: RoundState | null): state is Going {
  return state !== null && ['waiting', 'working', 'paused'].includes(state.state);
}

/** Whether a picture has its turn, or waits for it; null: neither. */
export function turnOf(state: RoundState | null, number: number): 'waiting' | 'working' | null {
  if (state?.number !== number) return null;
  return state.state === 'waiting' || state.state === 'working' ? state.state : null;
}

/** The rounds that ended in sight of this page, until what is told of them is closed. */
export const ended = {
  captions: createStore<RoundState | null>(null),
  scoring: createStore<RoundState | null>(null),
} as const;

const did = { captions: 'captioned', scoring: 'scored' } as const;
/** Rounds that were begun here: the end is told where the beginning was. */
const begun = { captions: 0, scoring: 0 };
let following = false;

/** Follows the rounds, from the first visit to the room on: they go on elsewhere. */
export function followRounds(): void {
  if (following) return;
  following = true;
  follow('captions');
  follow('scoring');
}

function follow(room: RoundRoom): void {
  const store = rounds[room];
  keepWatching(`${room}:watch`, {}, (next) => {
    const before = store.get();
    if (next === null) return; // not connected: it goes on all the same
    store.set(next);
    if (isGoing(next) || !wasSeen(room, before, next)) return;
    ended[room].set(next);
    if (next.failure) trouble.set(next.failure);
    if (next.made === 0) return;
    const { id, made: count } = next;
    remember({
      kind: did[room],
      count,
      back: () => attempt(() => studio.ask(`${room}:take-back`, { id })),
    });
  });
}

function wasSeen(room: RoundRoom, before: RoundState | null, { id }: RoundState): boolean {
  if (begun[room] > 0 && id > (before?.id ?? 0)) return true;
  return isGoing(before) && before.id === id;
}

/** Has the model say what pictures show. @param question In the person's language. */
export async function describe(numbers: readonly number[], question: string): Promise<void> {
  begun.captions += 1;
  await attempt(() => studio.ask('captions:begin', { numbers: [...numbers], question }));
}

/** Has the model say how well pictures fit their prompts. @param again Also where it has said so. */
export async function score(numbers: readonly number[], again = false): Promise<void> {
  begun.scoring += 1;
  const wish = { numbers: [...numbers], ...(again && { again }) };
  await attempt(() => studio.ask('scoring:begin', wish));
}

export async function stopRound(room: RoundRoom): Promise<void> {
  await attempt(() => studio.ask(`${room}:stop`, {}));
}

/** Goes on with a round that a crash interrupted. */
export async function goOn(room: RoundRoom): Promise<void> {
  await attempt(() => studio.ask(`${room}:go-on`, {}));
}

/** What goes wrong is said in the room. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    trouble.set(toFailure(thrown));
  }
}
