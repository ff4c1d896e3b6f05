import { everything, placeOf } from './address.ts';
import { known } from './known.ts';
import { nothing } from './selection.ts';
import { selection } from './shelf.ts';

/** Shows what is similar to a picture; nothing happens while that is not known. */
export function findSimilar(number: number | undefined): void {
  const picture = known.get().get(number ?? -1);
  if (!picture || picture.trashedAt !== null) return;
  selection.set(nothing);
  location.hash = placeOf({ ...everything, similar: picture.id });
}
