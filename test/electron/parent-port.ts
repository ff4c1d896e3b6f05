/**
 * Makes a Node what a process of the packaged app is, so that an entry finds what it finds there:
 * Electron's pipe in place of Node's own, and a program that cannot be started as another Node.
 */
Object.defineProperty(process.versions, 'electron', { value: '0.0.0', enumerable: true });
process.execPath = '/dev/null';
const send = process.send?.bind(process);
Reflect.deleteProperty(process, 'send');
Object.assign(process, {
  send: undefined,
  parentPort: {
    postMessage: (message: unknown) => send?.(message, undefined, {}, () => undefined),
    on: (_event: 'message', hear: (event: { data: unknown }) => void) => {
      process.on('message', (data) => {
        hear({ data });
      });
    },
  },
});
// Electron ends such a process with its parent.
process.on('disconnect', () => process.exit(0));
