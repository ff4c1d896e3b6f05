import type { Picture } from '../../preload/contract/picture.ts';
import type { RoundState } from '../../preload/contract/rounds.ts';
import { toFailure } from '../state/failures.ts';
import { createStore } from '../state/store.ts';
import { keepWatching } from '../state/watching.ts';
import { studio } from '../studio.ts';
import { remember } from './changes.ts';
import { trouble } from './known.ts';

/** The describing that goes on, or the last one; null when there was none. */
export const captioning = createStore<RoundState | null>(null);

/** A describing that has not ended. */
export type Describing = RoundState & { readonly state: 'waiting' | 'working' };

export function isGoing(state: RoundState | null): state is Describing {
  return state?.state === 'waiting' || state?.state === 'working';
}

let following = false;

/** Follows what is described, from the first visit to the room on: it goes on elsewhere. */
export function followCaptions(): void {
  if (following) return;
  following = true;
  keepWatching('captions:watch', {}, (next) => {
    const before = captioning.get();
    if (next === null) return; // not connected: it goes on all the same
    captioning.set(next);
    if (isGoing(next) || !wasSeen(before, next)) return;
    if (next.failure) trouble.set(next.failure);
    if (next.made === 0) return;
    const { id, made: count } = next;
    remember({
      kind: 'captioned',
      count,
      back: () => attempt(() => studio.ask('captions:take-back', { id })),
    });
  });
}

/** Its end is told where its beginning was. */
let begun = 0;

function wasSeen(before: RoundState | null, { id }: RoundState): boolean {
  if (begun > 0 && id > (before?.id ?? 0)) return true;
  return isGoing(before) && before.id === id;
}

/** Has the model say what pictures show. @param question In the person's language. */
export async function describe(numbers: readonly number[], question: string): Promise<void> {
  begun += 1;
  await attempt(() => studio.ask('captions:begin', { numbers: [...numbers], question }));
}

export async function stopDescribing(): Promise<void> {
  await attempt(() => studio.ask('captions:stop', {}));
}

/** Writes a caption by hand; null takes it away. */
export async function writeCaption(
  { number, caption: old }: Picture,
  caption: string | null,
): Promise<void> {
  if (caption === old) return;
  await attempt(async () => {
    const { before } = await studio.ask('captions:write', { number, caption });
    remember({
      kind: caption === null ? 'uncaptioned' : 'recaptioned',
      count: 1,
      back: () => attempt(() => studio.ask('captions:write', { number, caption: before })),
    });
  });
}

/** What goes wrong is said in the room. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    trouble.set(toFailure(thrown));
  }
}
