import { throwIfCancelled } from '../failure.ts';
import type { GalleryEvent } from '../../preload/contract/gallery.ts';

/** Carries what happens to the gallery to every window that watches it. */
export interface News {
  tell(event: GalleryEvent): void;
  /** What is told from now on, until it is cancelled. One who listens slowly hears several as one. */
  listen(signal: AbortSignal): AsyncGenerator<GalleryEvent, void>;
}

export function createNews(): News {
  const ears = new Set<(event: GalleryEvent) => void>();
  return {
    tell(event) {
      if (event.numbers.length === 0) return;
      for (const hear of ears) hear(event);
    },
    async *listen(signal) {
      let unheard: GalleryEvent[] = [];
      let wake: () => void = () => undefined;
      const hear = (event: GalleryEvent) => {
        const last = unheard.at(-1);
        if (last?.kind === event.kind) {
          unheard[unheard.length - 1] = together(last, event);
        } else unheard.push(event);
        wake();
      };
      const stop = () => {
        wake();
      };
      ears.add(hear);
      signal.addEventListener('abort', stop);
      try {
        for (;;) {
          throwIfCancelled(signal);
          const event = unheard.shift();
          if (event !== undefined) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        ears.delete(hear);
        signal.removeEventListener('abort', stop);
        unheard = [];
      }
    },
  };
}

function together({ kind, numbers }: GalleryEvent, { numbers: more }: GalleryEvent): GalleryEvent {
  return { kind, numbers: [...new Set([...numbers, ...more])] };
}
