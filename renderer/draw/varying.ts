import { useState } from 'react';
import type { ModelCard } from '../../preload/contract/model.ts';
import type { Beginning } from '../../preload/contract/picture.ts';
import { usePlace } from '../state/place.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { useReconstruction, type Reconstruction } from './reconstruction.ts';

/** A picture that the next drawing begins with, and how much of it. */
export interface Varying extends Beginning {
  readonly seen: Reconstruction;
  /** Pixels along one side of what the model draws. */
  readonly side: number;
  readonly choose: (rows: number) => void;
}

/** By the address: `#draw/vary/<picture>`. Half of it stays as long as nobody chose. */
export function useVarying(): Varying | null {
  const place = usePlace();
  const { model } = useStore(studioState);
  const picture = /^draw\/vary\/(\w+)$/.exec(place)?.[1] ?? null;
  const seen = useReconstruction(picture, model?.id);
  const [chosen, setChosen] = useState<Beginning | null>(null);
  if (picture === null) return null;
  // Until the reconstruction says better, as the model's card has it.
  const { tokensPerPicture = 4, pictureSide = 0 }: Partial<ModelCard> = model ?? {};
  const grid = seen.grid || Math.sqrt(tokensPerPicture);
  const wish = chosen?.picture === picture ? chosen.rows : Math.floor(grid / 2);
  return {
    picture,
    rows: Math.min(seen.rows || grid - 1, Math.max(1, wish)),
    seen,
    side: pictureSide,
    choose: (rows) => {
      setChosen({ picture, rows });
    },
  };
}
