import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a child as a studio does, prints its process id, and waits to be killed. */
const entry = fileURLToPath(new URL('./fake-engine-entry.ts', import.meta.url));
const child = fork(entry, {
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
child.send({ kind: 'ask', id: 1, verb: 'tokenize', request: { tokenizerFile: '', text: 'a' } });
child.once('message', () => {
  console.log(child.pid);
});
