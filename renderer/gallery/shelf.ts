import type { Facets, PictureIndex } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { createStore } from '../state/store.ts';
import { watch } from '../state/watch.ts';
import { connection, studio } from '../studio.ts';
import { placeOf, queryOf, type Where } from './address.ts';
import { renew, trouble } from './known.ts';
import { numbersOf } from './layout.ts';
import { among, nothing, type Selection } from './selection.ts';

/** What the studio found for what is asked. */
export interface Found {
  /** The question's address: what is found for another one is old. */
  readonly place: string;
  readonly numbers: Uint32Array;
  readonly days: PictureIndex['days'];
}

export const found = createStore<Found | null>(null);
export const facets = createStore<Facets | null>(null);
export const selection = createStore<Selection>(nothing);

/** The picture that the keys act on, and where it was: when it goes, the next one takes its place. */
export const hand = createStore<{ readonly number: number; readonly at: number }>({
  number: 0,
  at: 0,
});

let asked = '';
let where: Where | null = null;

/** Asks for what an address shows; the newest question wins. */
export async function find(next: Where): Promise<void> {
  where = next;
  const place = placeOf({ ...next, picture: null });
  asked = place;
  try {
    const query = queryOf(next);
    const [index, counts] = await Promise.all([
      studio.ask('gallery:find', query),
      studio.ask('gallery:facets', query),
    ]);
    if (asked !== place) return;
    const numbers = numbersOf(index);
    facets.set(counts);
    selection.set(among(selection.get(), numbers));
    found.set({ place, numbers, days: index.days });
  } catch (thrown) {
    if (asked === place) trouble.set(toFailure(thrown));
  }
}

/** Asks the last question again, because the gallery is not what it was. */
export async function findAgain(): Promise<void> {
  if (where) await find(where);
}

/** Where the hand is among what was found; the end when there is less than there was. */
export function placeOfHand(numbers: Uint32Array): number {
  const { number, at } = hand.get();
  const there = numbers.indexOf(number);
  return there >= 0 ? there : Math.max(0, Math.min(at, numbers.length - 1));
}

/** Changes from elsewhere are gathered for as long as this. */
const SETTLE_MS = 150;

/** Keeps what is shown as it is in the studio, whoever changes it. */
export function followGallery(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void findAgain();
    }, SETTLE_MS);
  };
  const stop = watch('gallery:watch', ({ numbers }) => {
    renew(numbers).catch((thrown: unknown) => {
      trouble.set(toFailure(thrown));
    });
    soon();
  });
  const unsubscribe = connection.subscribe(() => {
    if (connection.get() !== 'open') return;
    trouble.set(null);
    soon();
  });
  return () => {
    clearTimeout(timer);
    stop();
    unsubscribe();
  };
}
