import type { EventOf, RequestOf, StreamName } from '../../preload/contract/channels.ts';
import { studio } from '../studio.ts';

/** The channels that tell of changes, and are asked for with nothing. */
type WatchName = Extract<StreamName, `${string}:watch`>;

const AGAIN_MS = 1_000;
const nothing: RequestOf<WatchName> = {};

/**
 * Hears what a watching stream says, from now until the returned function is called, over lost
 * connections. A lost connection shows itself elsewhere.
 */
export function watch<Name extends WatchName>(
  name: Name,
  take: (event: EventOf<Name>) => void,
): () => void {
  const controller = new AbortController();
  const listen = async (): Promise<void> => {
    try {
      for await (const event of studio.stream(name, nothing as RequestOf<Name>, controller.signal))
        take(event);
    } catch {
      // Ended with the connection, or because nobody watches any more.
    }
    if (!controller.signal.aborted) setTimeout(() => void listen(), AGAIN_MS);
  };
  void listen();
  return () => {
    controller.abort();
  };
}
