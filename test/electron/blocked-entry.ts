import { writeSync } from 'node:fs';

/** A child inside a native call that does not return: it hears nothing, not even that it should end. */
interface Piped {
  readonly parentPort: { postMessage(message: unknown): void };
}
process.on('SIGTERM', () => undefined);
writeSync(2, 'the last words\n');
(process as unknown as Piped).parentPort.postMessage('blocked from now on');
setTimeout(() => {
  for (;;);
}, 50);
