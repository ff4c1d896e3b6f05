import type { DrawRequest } from '../../preload/contract/picture.ts';
import { recall, remember } from '../state/preferences.ts';
import { createStore } from '../state/store.ts';

export type PreviewChoice = 'off' | 'light' | 'rows';

/** What the page remembers of how you draw. */
export interface Settings {
  readonly prompt: string;
  readonly seed: number;
  readonly keepSeed: boolean;
  readonly count: number;
  readonly guidance: number;
  readonly temperature: number;
  readonly preview: PreviewChoice;
}

/** As published, with a preview that costs little. */
export const normal = {
  count: 1,
  guidance: 5,
  temperature: 1,
  preview: 'light',
} as const satisfies Partial<Settings>;

export const MOST_PICTURES = 8;

const KEY = 'janus-studio.draw';
const previewShares = { off: 0, light: 0.1, rows: 1 } as const;

export const settings = createStore<Settings>({
  prompt: '',
  seed: randomSeed(),
  keepSeed: false,
  ...normal,
  ...recall<Settings>(KEY),
});

export function set(change: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...change });
  remember(KEY, settings.get());
}

/** The request for the next job; with a seed of its own unless the seed is kept. */
export function nextRequest(): DrawRequest {
  if (!settings.get().keepSeed) set({ seed: randomSeed() });
  const { prompt, seed, count, guidance, temperature, preview } = settings.get();
  return { prompt, seed, count, guidance, temperature, previewShare: previewShares[preview] };
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
