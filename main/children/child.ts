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
  const answering = createAnswering(load, (up: Up) => process.send?.(up, () => undefined));
  const leave = () => {
    void answering.stop().then(() => process.exit(0));
  };
  process.on('message', (message) => {
    if (isQuit(message)) leave();
    else answering.hear(message);
  });
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), orphanMs);
    leave();
  });
}

function isQuit(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'quit'
  );
}
