import { useEffect, useRef } from 'react';
import { useStore } from '../state/store.ts';
import type { Where } from './address.ts';
import { known } from './known.ts';
import { hand } from './shelf.ts';
import { openPicture } from './steps.ts';

/**
 * Opens a picture by its place: at once where it is known, else as soon as the studio has told it,
 * unless the hand is elsewhere by then.
 */
export function useOpening(numbers: Uint32Array, where: Where): (at: number) => void {
  const pictures = useStore(known);
  const awaited = useRef<number | null>(null);
  useEffect(() => {
    const picture = pictures.get(awaited.current ?? -1);
    if (!picture) return;
    awaited.current = null;
    if (hand.get().number === picture.number) openPicture(where, picture.id);
  }, [pictures, where]);
  return (at) => {
    const number = numbers[at] ?? -1;
    const picture = pictures.get(number);
    awaited.current = picture ? null : number;
    if (picture) openPicture(where, picture.id);
  };
}
