import type { Picture } from '../../preload/contract/picture.ts';
import { toFailure } from '../state/failures.ts';
import type { JobFailure } from '../state/jobs.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';

/** Pictures that were looked at, by number: the newest few thousand of them. */
export const known = createStore<ReadonlyMap<number, Picture>>(new Map());

/** What went wrong last in the room. */
export const trouble = createStore<JobFailure | null>(null);

/** Pictures that one question may name. */
const BATCH = 500;
const KEPT = 4_000;

/** Asked for and not told yet, the latest last. */
let wanted = new Set<number>();
let asking = false;
/** Asked for, and not there. */
const gone = new Set<number>();

/** Asks for pictures that are looked at and not known yet, many at once, the latest first. */
export function want(numbers: Iterable<number>): void {
  for (const number of numbers) {
    if (known.get().has(number) || gone.has(number)) continue;
    wanted.delete(number);
    wanted.add(number);
  }
  // Scrolled past: asked for again when they are looked at again.
  if (wanted.size > 2 * BATCH) wanted = new Set([...wanted].slice(-BATCH));
  if (!asking && wanted.size > 0) {
    asking = true;
    queueMicrotask(() => void askForWanted());
  }
}

async function askForWanted(): Promise<void> {
  while (wanted.size > 0) {
    const numbers = [...wanted].slice(-BATCH);
    try {
      learn(numbers, await studio.ask('gallery:pictures', { numbers }));
    } catch (thrown) {
      trouble.set(toFailure(thrown));
    }
    for (const number of numbers) wanted.delete(number);
  }
  asking = false;
}

/** Asks again for those that are known, because they changed. What is shown stays until then. */
export async function renew(numbers: readonly number[]): Promise<void> {
  for (const number of numbers) gone.delete(number);
  const looked = numbers.filter((number) => known.get().has(number));
  for (let start = 0; start < looked.length; start += BATCH) {
    const some = looked.slice(start, start + BATCH);
    learn(some, await studio.ask('gallery:pictures', { numbers: some }));
  }
}

/** Asks for a picture whose number nobody knows. @returns Its number. */
export async function lookUp(id: string): Promise<number> {
  const { picture } = await studio.ask('gallery:details', { id });
  learn([], [picture]);
  return picture.number;
}

/** @param asked The numbers whose pictures these are; those without one are gone. */
function learn(asked: readonly number[], pictures: readonly Picture[]): void {
  const next = new Map(known.get());
  const told = new Set(pictures.map(({ number }) => number));
  for (const number of asked) {
    if (told.has(number)) continue;
    gone.add(number);
    next.delete(number);
  }
  for (const picture of pictures) {
    next.delete(picture.number);
    next.set(picture.number, picture);
  }
  for (const number of next.keys()) {
    if (next.size <= KEPT) break;
    next.delete(number);
  }
  known.set(next);
}
