import type { EventOf, RequestOf, StreamName } from '../../preload/contract/channels.ts';
import { connection, studio } from '../studio.ts';

type WatchName = Extract<StreamName, `${string}:watch`>;

const AGAIN_MS = 500;

/**
 * Hears a watching stream for as long as the page is open, also after the connection was lost.
 * @param onEvent null: for now nothing is known.
 * @returns Ends it.
 */
export function keepWatching<Name extends WatchName>(
  name: Name,
  request: RequestOf<Name>,
  onEvent: (event: EventOf<Name> | null) => void,
): () => void {
  const closing = new AbortController();
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        for await (const event of studio.stream(name, request, closing.signal)) onEvent(event);
      } catch {
        // The connection was lost, which shows itself elsewhere.
      }
      onEvent(null);
      await answered(closing.signal);
    }
  };
  void watch();
  return () => {
    closing.abort();
  };
}

/** Resolves a moment later, when the studio can be asked again. */
function answered(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (connection.get() !== 'lost' || signal.aborted) resolve();
      else setTimeout(look, AGAIN_MS);
    };
    setTimeout(look, AGAIN_MS);
  });
}
