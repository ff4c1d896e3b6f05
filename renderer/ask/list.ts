import type { Conversation, ConversationQuery } from '../../preload/contract/conversation.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';

/** The conversations at the side. */
export interface List {
  readonly shelf: ConversationQuery['shelf'];
  /** What is searched for. */
  readonly text: string;
  /** null: not told yet. */
  readonly found: readonly Conversation[] | null;
  /** The last that went to the trash, for as long as that can be undone here. */
  readonly trashed: Conversation | null;
}

export const list = createStore<List>({ shelf: 'all', text: '', found: null, trashed: null });

const most = 500;
const pauseMs = 120;
let asked = 0;
let typing: ReturnType<typeof setTimeout> | undefined;

/** Looks again; the newest look wins. Not connected: what is shown stays. */
export function refreshList(): void {
  const { shelf, text } = list.get();
  asked += 1;
  const mine = asked;
  studio
    .ask('conversations:find', { shelf, text, limit: most })
    .then((found) => {
      if (mine === asked) list.set({ ...list.get(), found });
    })
    .catch(() => undefined);
}

/** Searches when the typing pauses. */
export function search(text: string): void {
  list.set({ ...list.get(), text });
  clearTimeout(typing);
  typing = setTimeout(refreshList, pauseMs);
}

export function showShelf(shelf: List['shelf']): void {
  list.set({ ...list.get(), shelf, found: null });
  refreshList();
}

export function showTrashed(trashed: Conversation | null): void {
  list.set({ ...list.get(), trashed });
}
