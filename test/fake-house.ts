import type { Routes } from '../preload/contract/channels.ts';
import type { ModelShelf } from '../preload/contract/library.ts';
import type { ModelCard } from '../preload/contract/model.ts';

/** The channels of the Models and the Settings room. */
type HouseRoutes = Pick<
  Routes,
  | 'models:watch'
  | 'studio:storage'
  | 'studio:diagnostics'
  | Extract<keyof Routes, `model:${string}` | `notices:${string}`>
>;

const nothing = (): Promise<null> => Promise.resolve(null);

/** A house in which nothing changes: it has these models, takes some room, and has nothing to say. */
export function fakeHouse(
  cards: readonly ModelCard[],
  choose: (id: string) => void = () => undefined,
): HouseRoutes {
  return {
    'models:watch': async function* (_, signal) {
      yield shelfOf(cards);
      await untilAborted(signal);
    },
    'model:inspect': () => Promise.reject(new Error('There are no checkpoints here.')),
    'model:build': nothing,
    'model:end-build': nothing,
    'model:choose': ({ id }) => {
      choose(id);
      return nothing();
    },
    'model:verify': async function* () {
      yield await Promise.resolve({ kind: 'verified' as const, verification: 'ran' });
    },
    'model:remove': nothing,
    'model:restore': nothing,
    'model:purge': nothing,
    'studio:storage': () =>
      Promise.resolve({
        dataFolder: '/data',
        parts: [{ what: 'models', bytes: 12_345_678 }],
        freeBytes: 1e12,
      }),
    'studio:diagnostics': () => Promise.resolve({ name: 'report.txt', text: 'All is well.\n' }),
    'notices:watch': async function* (_, signal) {
      yield [];
      await untilAborted(signal);
    },
    'notices:dismiss': nothing,
  };
}

function shelfOf(cards: readonly ModelCard[]): ModelShelf {
  return {
    models: cards.map((card) => ({
      card,
      needs: { diskBytes: card.sizeBytes, memoryBytes: 1.3e9 },
      verification: 'ran',
      builtAt: '2026-11-01T10:00:00.000Z',
      msPerToken: 25,
    })),
    broken: [],
    removed: [],
    chosen: cards[0]?.id ?? null,
    machine: { memoryBytes: 16e9, freeDiskBytes: 1e12 },
    build: null,
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
