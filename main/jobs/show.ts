import type { Failure } from '../../preload/contract/failure.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import { fromFailure, throwIfCancelled } from '../failure.ts';

/** What a job shows, to everyone who follows it, whenever they begin to. */
export interface Show {
  tell(event: DrawEvent): void;
  /** The last thing that happens to it. @param failure Why it ended early; null when it did not. */
  end(failure: Failure | null): void;
  /**
   * First where the job is, then what it shows from now on, to its end. Who follows slowly sees
   * fewer previews, never old ones. Aborting ends the following and nothing else.
   * @throws {StudioFailure} What the job failed with; `cancelled`.
   */
  follow(signal: AbortSignal): AsyncGenerator<DrawEvent, void>;
  /** Of the job's pictures that were drawn in this run, how far each is, 0 to 1. */
  shares(): ReadonlyMap<number, number>;
}

type Tokens = Extract<DrawEvent, { readonly kind: 'tokens' }>;

/** One who follows: what was told and not taken yet. */
interface Ear {
  readonly unheard: DrawEvent[];
  wake: () => void;
}

export function createShow(): Show {
  /** The last event of each kind, and of each picture: what a late follower needs to know. */
  const last = new Map<string, DrawEvent>();
  const ears = new Set<Ear>();
  let over: 'end' | Failure | null = null;

  return {
    tell(event) {
      if (over !== null) return;
      const key = keyOf(event);
      const before = last.get(key);
      const isPlace = event.kind === 'queued' && before?.kind === 'queued';
      if (isPlace && before.ahead === event.ahead) return;
      last.delete(key); // so that the order is that of telling
      last.set(key, event);
      for (const ear of ears) {
        const older = ear.unheard.findIndex((other) => isPreview(event) && keyOf(other) === key);
        if (older >= 0) ear.unheard.splice(older, 1);
        ear.unheard.push(event);
        ear.wake();
      }
    },
    end(failure) {
      over ??= failure ?? 'end';
      for (const [key, event] of last) if (isPreview(event)) last.delete(key);
      for (const ear of ears) ear.wake();
    },
    async *follow(signal) {
      const ear: Ear = { unheard: [...last.values()], wake: () => undefined };
      const onAbort = () => {
        ear.wake();
      };
      ears.add(ear);
      signal.addEventListener('abort', onAbort);
      try {
        for (;;) {
          throwIfCancelled(signal);
          const event = ear.unheard.shift();
          if (event !== undefined) yield event;
          else if (over === 'end') return;
          else if (over !== null) throw fromFailure(over);
          else await new Promise<void>((resolve) => (ear.wake = resolve));
        }
      } finally {
        ears.delete(ear);
        signal.removeEventListener('abort', onAbort);
      }
    },
    shares() {
      const tokens = [...last.values()].filter((event): event is Tokens => event.kind === 'tokens');
      return new Map(
        tokens.map(({ index, tokensDone, tokensTotal }) => [index, tokensDone / tokensTotal]),
      );
    },
  };
}

function keyOf(event: DrawEvent): string {
  return event.kind === 'queued' || event.kind === 'phase'
    ? event.kind
    : `${event.kind} ${event.index}`;
}

function isPreview({ kind }: DrawEvent): boolean {
  return kind === 'preview';
}
