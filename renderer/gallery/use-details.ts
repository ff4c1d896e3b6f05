import { useEffect, useState } from 'react';
import type { PictureDetails } from '../../preload/contract/gallery.ts';
import { studio } from '../studio.ts';

/** Everything about a picture but its pixels; null until the studio has told it. */
export function useDetails(id: string): PictureDetails | null {
  const [details, setDetails] = useState<PictureDetails | null>(null);
  useEffect(() => {
    let here = true;
    studio
      .ask('gallery:details', { id })
      .then((next) => {
        if (here) setDetails(next);
      })
      .catch(() => undefined); // gone meanwhile: the grid says so
    return () => {
      here = false;
    };
  }, [id]);
  return details?.picture.id === id ? details : null;
}
