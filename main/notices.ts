import type { NoticeKind, StudioNotice } from '../preload/contract/studio.ts';
import { createWatched, type Watched } from './watched.ts';

/** What the studio has to say without being asked, until somebody has read it. */
export interface Notices {
  readonly now: Pick<Watched<readonly StudioNotice[]>, 'get' | 'watch'>;
  /** Says it; what was said of this kind before is replaced. */
  say(kind: NoticeKind, values?: StudioNotice['values']): void;
  /** It was read, or no longer holds. */
  dismiss(notice: { readonly id: number } | { readonly kind: NoticeKind }): void;
}

export function createNotices(): Notices {
  const now = createWatched<readonly StudioNotice[]>([]);
  let lastId = 0;
  return {
    now,
    say(kind, values = {}) {
      lastId += 1;
      const others = now.get().filter((notice) => notice.kind !== kind);
      now.set([...others, { id: lastId, kind, values }]);
    },
    dismiss(which) {
      const isMeant = (notice: StudioNotice): boolean =>
        'id' in which ? notice.id === which.id : notice.kind === which.kind;
      if (now.get().some(isMeant)) now.set(now.get().filter((notice) => !isMeant(notice)));
    },
  };
}
