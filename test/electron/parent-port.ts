/** Puts Electron's pipe into a Node in place of its own, so that an entry finds what it finds there. */
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
