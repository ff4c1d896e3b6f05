import type { StudioNotice } from '../../preload/contract/studio.ts';
import { studio } from '../studio.ts';
import { createStore } from './store.ts';
import { watch } from './watch.ts';

/** What the studio has to say unasked. */
export const notices = createStore<readonly StudioNotice[]>([]);

export function followNotices(): () => void {
  return watch('notices:watch', (next) => {
    notices.set(next);
  });
}

/** It was read: no window shows it any more. */
export function dismissNotice(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
  studio.ask('notices:dismiss', { id }).catch(() => undefined); // not connected: it comes back
}
