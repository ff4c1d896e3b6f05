import { useEffect, useState } from 'react';
import type { JobFailure } from '../state/jobs.ts';
import { toFailure } from '../state/failures.ts';
import { studio } from '../studio.ts';

/** An image and what a model's codes keep of it, as far as it is known. */
export interface Reconstruction {
  /** What waits for the model before it. */
  readonly ahead: number;
  /** Both of PNGs made by the studio. */
  readonly original: string | null;
  readonly kept: string | null;
  /** Codes along one side; 0 until the original is here. */
  readonly grid: number;
  /** How many rows can be kept, at most. */
  readonly rows: number;
  /** dB; null: the codes are the picture's own, or it is not known yet. */
  readonly psnr: number | null;
  readonly failure: JobFailure | null;
}

const asked: Reconstruction = {
  ahead: 0,
  original: null,
  kept: null,
  grid: 0,
  rows: 0,
  psnr: null,
  failure: null,
};

/** What is known of a picture; nothing without one, or without a model to ask. */
export function useReconstruction(
  picture: string | null,
  model: string | undefined,
): Reconstruction {
  const [state, setState] = useState(asked);
  useEffect(() => {
    if (picture === null || model === undefined) return;
    const leaving = new AbortController();
    const addresses: string[] = [];
    const addressOf = (png: Uint8Array): string => {
      const address = URL.createObjectURL(new Blob([Uint8Array.from(png)], { type: 'image/png' }));
      addresses.push(address);
      return address;
    };
    const hear = async (): Promise<void> => {
      setState(asked);
      const road = studio.stream('making:reconstruct', { picture, model }, leaving.signal);
      for await (const event of road) {
        if (leaving.signal.aborted) return;
        if (event.kind === 'queued') {
          setState((before) => ({ ...before, ahead: event.ahead }));
        } else if (event.kind === 'original') {
          const { png, grid } = event;
          setState((before) => ({
            ...before,
            original: addressOf(png),
            grid,
            rows: grid - 1,
          }));
        } else {
          const { png, psnr, rows } = event;
          setState((before) => ({ ...before, kept: addressOf(png), psnr, rows }));
        }
      }
    };
    hear().catch((thrown: unknown) => {
      if (leaving.signal.aborted) return;
      setState((before) => ({ ...before, failure: toFailure(thrown) }));
    });
    return () => {
      leaving.abort();
      for (const address of addresses) URL.revokeObjectURL(address);
    };
  }, [picture, model]);
  return state;
}
