import { recall, remember } from '../state/preferences.ts';
import { createStore } from '../state/store.ts';

const KEY = 'janus-studio.gallery';

/** About how wide a picture of the grid is, in CSS pixels. */
export const sides = { min: 88, max: 328, step: 24, normal: 160 } as const;

export const side = createStore<number>(fromKept(recall<{ side: unknown }>(KEY)?.side));

function fromKept(kept: unknown): number {
  const sound = typeof kept === 'number' && kept >= sides.min && kept <= sides.max;
  return sound ? kept : sides.normal;
}

export function setSide(next: number): void {
  side.set(next);
  remember(KEY, { side: next });
}
