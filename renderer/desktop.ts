import type { DesktopBridge, TellStream } from '../preload/contract/desktop.ts';
import type { StudioFrame } from '../preload/contract/frames.ts';
import { createBridge, type Connection, type Ear, type Reached, type Wire } from './socket.ts';

/** In the desktop host the studio is in the same house: it always answers. */
const atHome: Connection = { get: () => 'open', subscribe: () => () => undefined };

/** The contract over the two functions that the desktop host puts into the page. */
export function createDesktopBridge({ ask, stream }: DesktopBridge): Reached {
  const ears = new Map<number, Ear>();
  const streams = new Map<number, TellStream>();
  let lastId = 0;

  const wire: Wire = {
    connection: atHome,
    begin(ear) {
      lastId += 1;
      ears.set(lastId, ear);
      return lastId;
    },
    send(frame) {
      const { id } = frame;
      // The host counts by itself; here the ids are ours.
      const hear = (heard: StudioFrame): void => {
        ears.get(id)?.({ ...heard, id });
      };
      if (frame.kind === 'ask') ask(frame.name, frame.request, hear);
      else if (frame.kind === 'stream') {
        streams.set(id, stream(frame.name, frame.request, hear));
      } else streams.get(id)?.(frame.kind === 'cancel' ? 'cancel' : frame.seq);
    },
    forget(id) {
      ears.delete(id);
      streams.delete(id);
    },
  };
  return createBridge(wire);
}
