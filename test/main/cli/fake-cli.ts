import { runCli } from '../../../main/cli.ts';

/** `main/bin.js` with the fake engine at the far side of the process border. */
const stop = new AbortController();
process.on('SIGINT', () => {
  stop.abort();
});
process.exitCode = await runCli(process.argv.slice(2), {
  signal: stop.signal,
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
  columns: process.env['COLUMNS'] === undefined ? null : Number(process.env['COLUMNS']),
  crew: {
    entries: {
      engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
      workshop: new URL('../../../main/children/workshop-entry.ts', import.meta.url),
    },
  },
});
