import type { Directions } from './directions.ts';

/** What is known of how alike pictures look to the vision encoder that looks at them now. */
export interface Likeness {
  /** Names it; null before one is known. */
  eye: string | null;
  /** 1 at the number of each picture that it has looked at. */
  looked: Uint8Array;
  /** Read when they are first asked for; null until then. */
  directions: Promise<Directions | null> | null;
}

export function createLikeness(): Likeness {
  return { eye: null, looked: new Uint8Array(0), directions: null };
}
