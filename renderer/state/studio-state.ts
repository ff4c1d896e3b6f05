import type { ModelCard } from '../../preload/contract/model.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { connection, studio } from '../studio.ts';
import { createStore } from './store.ts';
import { keepWatching } from './watching.ts';

/** What the page knows of the studio. null = not told yet. */
export interface StudioState {
  /** The model that draws; undefined = none is installed. */
  readonly model: ModelCard | undefined | null;
  /** Every model that can be chosen. */
  readonly models: readonly ModelCard[];
  /** Newest first. */
  readonly pictures: readonly Picture[];
}

/** Pictures that the filmstrip offers; the gallery will have them all. */
const RECENT = 60;
const LOOK_EVERY_MS = 3_000;

export const studioState = createStore<StudioState>({ model: null, models: [], pictures: [] });

/** Asks again for everything; when the studio does not answer, that shows itself elsewhere. */
export function refreshStudio(): void {
  if (connection.get() !== 'lost') refresh().catch(() => undefined);
}

/** Asks again for everything: when the page opens, and when the studio answers again. */
async function refresh(): Promise<void> {
  const [status, models, pictures] = await Promise.all([
    studio.ask('studio:status', {}),
    studio.ask('models:list', {}),
    newestPictures(),
  ]);
  studioState.set({
    model: models.find(({ id }) => id === status.model),
    models,
    pictures,
  });
}

export async function refreshPictures(): Promise<void> {
  const pictures = await newestPictures();
  studioState.set({ ...studioState.get(), pictures });
}

async function newestPictures(): Promise<readonly Picture[]> {
  const utcOffset = -new Date().getTimezoneOffset();
  const found = await studio.ask('gallery:find', {
    shelf: 'all',
    text: '',
    tags: [],
    order: 'newest',
    utcOffset,
  });
  const bytes = found.numbers.slice(0, 4 * RECENT);
  const numbers = [...new Uint32Array(bytes.buffer, 0, bytes.length / 4)];
  return studio.ask('gallery:pictures', { numbers });
}

/**
 * Refreshes now, when the studio answers again or this page is looked at again (another window may
 * have drawn), and every few seconds while no model is installed: it is installed elsewhere. A lost
 * connection shows itself elsewhere.
 */
export function keepFresh(): () => void {
  refreshStudio();
  const timer = setInterval(() => {
    if (studioState.get().model === undefined) refreshStudio();
  }, LOOK_EVERY_MS);
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') refreshStudio();
  };
  document.addEventListener('visibilitychange', onVisible);
  // Whoever drew, imported or threw away: another window, another program.
  const stopWatching = keepWatching('gallery:watch', {}, (event) => {
    if (event) refreshPictures().catch(() => undefined);
  });
  const unsubscribe = connection.subscribe(() => {
    if (connection.get() === 'open') refreshStudio();
  });
  return () => {
    clearInterval(timer);
    stopWatching();
    document.removeEventListener('visibilitychange', onVisible);
    unsubscribe();
  };
}
