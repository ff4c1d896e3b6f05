import type { PictureChange } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { known, renew, trouble } from './known.ts';
import { nothing } from './selection.ts';
import { findAgain, selection } from './shelf.ts';

/** Something that was done, and how it is taken back. */
export interface Done extends Pick<Opposite, 'count'> {
  readonly kind:
    | Opposite['kind']
    | 'forgotten'
    | 'imported'
    | 'captioned'
    | 'recaptioned'
    | 'uncaptioned'
    | 'scored';
  readonly back: () => Promise<void>;
}

/** What a change did, and the change that takes it back. */
interface Opposite {
  readonly kind: 'trashed' | 'restored' | 'favourite' | 'plain' | 'tagged' | 'untagged';
  readonly count: number;
  readonly wish: PictureChange;
}

const REMEMBERED = 100;

/** What was done in the room and can be taken back, the latest last. */
export const done = createStore<readonly Done[]>([]);

/** Whether the latest is still worth a word; undoing by key works without it. */
export const told = createStore(true);

/** Changes pictures, and remembers how to take it back. */
export async function change(wish: PictureChange): Promise<void> {
  const numbers = await carryOut(wish);
  if (numbers.length === 0) return;
  const { kind, count, wish: back } = opposite(wish, numbers);
  remember({
    kind,
    count,
    back: async () => {
      await carryOut(back);
    },
  });
}

/** Has it told, and taken back by Undo. */
export function remember(what: Done): void {
  done.set([...done.get(), what].slice(-REMEMBERED));
  told.set(false);
}

/** Takes the latest change back. */
export async function undo(): Promise<void> {
  const last = done.get().at(-1);
  if (last === undefined) return;
  done.set(done.get().slice(0, -1));
  told.set(true);
  await last.back();
}

/** Deletes what lies in the trash for good. */
export async function purge(numbers: readonly number[] | 'all'): Promise<void> {
  try {
    await studio.ask(
      'gallery:purge',
      numbers === 'all' ? { all: true } : { numbers: [...numbers] },
    );
    selection.set(nothing);
    told.set(true);
    await findAgain();
  } catch (thrown) {
    trouble.set(toFailure(thrown));
  }
}

/** @returns The pictures that are different now; none when it failed, which is said. */
async function carryOut(wish: PictureChange): Promise<readonly number[]> {
  try {
    const { numbers } = await studio.ask('gallery:change', wish);
    await renew(numbers);
    await findAgain();
    return numbers;
  } catch (thrown) {
    trouble.set(toFailure(thrown));
    return [];
  }
}

/** @param changed Only those that were different before: the others keep what they had. */
function opposite(wish: PictureChange, changed: readonly number[]): Opposite {
  const numbers = [...changed];
  const count = numbers.length;
  if (wish.trashed !== undefined) {
    const kind = wish.trashed ? 'trashed' : 'restored';
    return { kind, count, wish: { numbers, trashed: !wish.trashed } };
  }
  if (wish.favourite !== undefined) {
    const kind = wish.favourite ? 'favourite' : 'plain';
    return { kind, count, wish: { numbers, favourite: !wish.favourite } };
  }
  if (wish.addTags) return { kind: 'tagged', count, wish: { numbers, removeTags: wish.addTags } };
  return { kind: 'untagged', count, wish: { numbers, addTags: wish.removeTags ?? [] } };
}

/** Whether all of them are favourites, as far as they are known. */
export function isFavourite(numbers: readonly number[]): boolean {
  return numbers.every((number) => known.get().get(number)?.favourite === true);
}
