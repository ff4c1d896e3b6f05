import { createStore } from './store.ts';
import { studioState } from './studio-state.ts';

/** Models whose forecast a person has overruled, until the page is left. */
const overruled = createStore<ReadonlySet<string>>(new Set());

/** From now on this model is loaded though its forecast says that the memory will not do. */
export function overrule(model: string | undefined): void {
  if (model !== undefined) overruled.set(new Set([...overruled.get(), model]));
}

/** What a request for a model has to say of it. @param model Default: the one that is chosen. */
export function loadingOf(model = studioState.get().model?.id): { readonly loadAnyway?: true } {
  return model !== undefined && overruled.get().has(model) ? { loadAnyway: true } : {};
}
