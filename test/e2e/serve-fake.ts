import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { host } from '../../main/server/host.ts';
import { createFakeStudio, type FakeOptions } from '../fake-studio.ts';

// Run by tests: the real browser host around a studio without a model.
// Its one argument is JSON: the fake's options, and the port.
type Argument = Omit<FakeOptions, 'folder'> & { port?: number; folder?: string };
const { port = 0, folder: kept, ...options } = JSON.parse(process.argv[2] ?? '{}') as Argument;

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stop.abort();
  });
}
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'janus-fake-')));
const studio = await createFakeStudio({ ...options, folder });
await host(studio, { port, host: '127.0.0.1', open: false }, stop.signal);
await studio.close();
if (kept === undefined) await rm(folder, { recursive: true });
