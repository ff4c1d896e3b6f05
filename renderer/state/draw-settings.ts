import type { ModelCard } from '../../preload/contract/model.ts';
import type { DrawRequest } from '../../preload/contract/picture.ts';
import { gridFromKept, gridOf, plainGrid, type GridWish } from './grid-wish.ts';
import { promptToDraw } from './handover.ts';
import { preferences, recall, remember } from './preferences.ts';
import { loadingOf } from './overruled.ts';
import { createStore } from './store.ts';
import { studioState } from './studio-state.ts';

/** What several pictures are drawn for. */
export const ways = ['each', 'best', 'grid'] as const;

/** What the page remembers of how you draw. */
export interface Settings {
  readonly prompt: string;
  readonly seed: number;
  readonly keepSeed: boolean;
  readonly several: (typeof ways)[number];
  readonly count: number;
  /** The best of how many. */
  readonly of: number;
  readonly grid: GridWish;
  /** null: the model's own. */
  readonly guidance: number | null;
  readonly temperature: number;
}

/** As published. */
export const normal = {
  count: 1,
  of: 4,
  temperature: 1,
} as const satisfies Partial<Settings>;

/** The guidance that a model draws with by itself; 5 as Janus was published. */
export function guidanceOf(model: Pick<ModelCard, 'guidance'> | null | undefined): number {
  return model?.guidance ?? 5;
}

/** As this machine's keyboard calls it. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

const KEY = 'janus-studio.draw';
const previewShares = { off: 0, light: 0.1, rows: 1 } as const;

/** Ends of what the page offers; the studio takes a little more. */
export const ranges = {
  count: { min: 1, max: 8, step: 1 },
  of: { min: 2, max: 16, step: 1 },
  guidance: { min: 1, max: 12, step: 0.5 },
  temperature: { min: 0, max: 1.5, step: 0.05 },
} as const;

const keptSettings = recall<Record<keyof Settings, unknown>>(KEY);

/** Nobody has drawn with this browser before. */
export const isFirstVisit = keptSettings === null;

export const settings = createStore<Settings>(fromKept(keptSettings ?? {}));

/** What an older page kept may be of another shape: only what still makes sense is taken. */
function fromKept(kept: Partial<Record<keyof Settings, unknown>>): Settings {
  const number = <Other>(name: keyof typeof ranges, otherwise: Other): number | Other => {
    const { min, max } = ranges[name];
    const value = kept[name];
    return typeof value === 'number' && value >= min && value <= max ? value : otherwise;
  };
  const { seed } = kept;
  const seedIsSound = Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= 0xffff_ffff;
  return {
    prompt: typeof kept.prompt === 'string' ? kept.prompt : '',
    seed: seedIsSound ? Number(seed) : randomSeed(),
    keepSeed: kept.keepSeed === true && seedIsSound,
    several: ways.find((way) => way === kept.several) ?? 'each',
    count: Math.round(number('count', normal.count)),
    of: Math.round(number('of', normal.of)),
    grid: gridFromKept(kept.grid),
    guidance: number('guidance', null),
    temperature: number('temperature', normal.temperature),
  };
}

promptToDraw.subscribe(() => {
  const prompt = promptToDraw.get();
  if (prompt !== null) set({ prompt });
});

export function set(change: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...change });
  remember(KEY, settings.get());
}

/** The request for the next job; with a seed of its own unless the seed is kept. */
export function nextRequest(): DrawRequest {
  if (!settings.get().keepSeed) set({ seed: randomSeed() });
  const { prompt, seed, temperature } = settings.get();
  const { model: card } = studioState.get();
  const guidance = settings.get().guidance ?? guidanceOf(card);
  const { preview } = preferences.get();
  // Named, so that what waits is drawn with the model that was in sight.
  const model = card?.id;
  const previewShare = previewShares[preview];
  const wishes = { prompt, seed, guidance, temperature, previewShare };
  return { ...wishes, ...setOf(settings.get()), ...(model && { model }), ...loadingOf(model) };
}

/** How many pictures, and what is done with them. */
function setOf(wish: Settings): Pick<DrawRequest, 'count' | 'judge' | 'grid'> {
  const { several, count, of, seed } = wish;
  if (several === 'best') return { count: of, judge: true };
  if (several === 'each') return { count };
  const grid = gridOf(wish.grid, seed) ?? gridOf(plainGrid, seed);
  return grid ? { count: grid.across.values.length * grid.down.values.length, grid } : { count };
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
