import { createAnswering } from './answering.ts';
import type { Handlers, Up, Verbs } from './messages.ts';

/** How long a child whose parent is gone may clean up. */
const orphanMs = 5_000;

/**
 * Runs in a child process: answers its parent's verbs until told to quit.
 *
 * The child never outlives its parent: the pipe closes when the parent ends, however it ends. The
 * terminal sends Ctrl+C to the whole process group; a child leaves the answer to its parent.
 *
 * @param load Imports the handlers when they are first needed, so that the child can already hear.
 */
export function serveVerbs<V extends Verbs>(load: () => Promise<Handlers<V>>): void {
  process.on('SIGINT', () => undefined);
  const { send, onMessage, onGone } = parentOf(process);
  const answering = createAnswering(load, send);
  const leave = () => {
    void answering.stop().then(() => process.exit(0));
  };
  onMessage((message) => {
    if (isQuit(message)) leave();
    else answering.hear(message);
  });
  onGone(() => {
    setTimeout(() => process.exit(1), orphanMs);
    leave();
  });
}

function isQuit(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'quit'
  );
}

/** The pipe to whoever started this process. */
interface Parent {
  readonly send: (up: Up) => void;
  readonly onMessage: (hear: (message: unknown) => void) => void;
  readonly onGone: (leave: () => void) => void;
}

/** What Electron puts into a process of its `utilityProcess`, in place of Node's own pipe. */
interface UtilityPipe {
  postMessage(message: unknown): void;
  on(event: 'message', hear: (event: { readonly data: unknown }) => void): void;
}

function parentOf(child: NodeJS.Process): Parent {
  const { parentPort } = child as unknown as { readonly parentPort?: UtilityPipe };
  if (parentPort === undefined) {
    return {
      send: (up) => child.send?.(up, () => undefined),
      onMessage: (hear) => child.on('message', hear),
      onGone: (leave) => child.on('disconnect', leave),
    };
  }
  return {
    send: (up) => {
      parentPort.postMessage(up);
    },
    onMessage: (hear) => {
      parentPort.on('message', ({ data }) => {
        hear(data);
      });
    },
    onGone: () => undefined, // Electron ends it with its parent.
  };
}
