import { ranges, set } from './draw-settings.ts';

/** What a picture or a file says of how it was drawn; null where it says nothing. */
export interface Recallable {
  readonly prompt: string;
  readonly seed: number | null;
  readonly guidance: number | null;
  readonly temperature: number | null;
}

export type RecallWhat = 'all' | 'prompt' | 'seed' | 'allButSeed';

/** Sets the next drawing's settings to those of a picture, or a part of them. */
export function recallSettings(from: Recallable, what: RecallWhat): void {
  const { prompt, seed, guidance, temperature } = from;
  const within = (name: keyof typeof ranges, value: number): number =>
    Math.min(ranges[name].max, Math.max(ranges[name].min, value));
  if (what !== 'seed') set({ prompt });
  if ((what === 'all' || what === 'seed') && seed !== null) set({ seed, keepSeed: true });
  if (what === 'prompt' || what === 'seed') return;
  if (guidance !== null) set({ guidance: within('guidance', guidance) });
  if (temperature !== null) set({ temperature: within('temperature', temperature) });
  if (what === 'allButSeed') set({ keepSeed: false });
}
