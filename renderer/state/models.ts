import type { Granted } from '../../preload/contract/grant.ts';
import type { ModelShelf } from '../../preload/contract/library.ts';
import { studio } from '../studio.ts';
import { toFailure } from './failures.ts';
import type { JobFailure } from './jobs.ts';
import { createStore } from './store.ts';
import { refreshStudio } from './studio-state.ts';
import { watch } from './watch.ts';

/** The models as the studio last told them; null = not told yet. */
export const shelf = createStore<ModelShelf | null>(null);

/** Follows the models for as long as they are looked at. */
export function followShelf(): () => void {
  return watch('models:watch', (next) => {
    const drawer = shelf.get()?.chosen;
    shelf.set(next);
    // The Draw page shows the model that draws.
    if (drawer !== next.chosen) refreshStudio();
  });
}

/** What a request came to: nothing wrong, or why not. */
export type Outcome = JobFailure | null;

/** Asks for one change to one model. */
export async function changeModel(
  change: 'model:choose' | 'model:remove' | 'model:restore' | 'model:purge',
  id: string,
): Promise<Outcome> {
  try {
    await studio.ask(change, { id });
    return null;
  } catch (thrown) {
    return toFailure(thrown);
  }
}

/** @param typed Undefined: the desktop host opens a dialog. */
export function grantFolder(typed: string | undefined): Promise<Granted | null> {
  return studio.ask('grant:folder', typed === undefined ? {} : { typed });
}
