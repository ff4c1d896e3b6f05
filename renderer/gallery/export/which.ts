import { useState } from 'react';
import { isNarrowed, type Where } from '../address.ts';
import type { Which } from './form.ts';

/** Which pictures can be meant here; the narrowest is meant first. */
export function useWhich(where: Where, chosen: number) {
  // What lies in the trash does not leave the gallery.
  const inTrash = where.shelf === 'trash';
  const shows = isNarrowed(where) || where.shelf === 'favourites';
  const offered: readonly Which[] = [
    ...(chosen > 0 && !inTrash ? (['chosen'] as const) : []),
    ...(shows && !inTrash ? (['found'] as const) : []),
    'all',
  ];
  const [wanted, setWhich] = useState<Which>(offered[0] ?? 'all');
  const which = offered.includes(wanted) ? wanted : 'all';
  return { offered, which, setWhich };
}
