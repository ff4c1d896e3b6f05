import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { host } from '../../main/server/host.ts';
import { createStudio } from '../../main/studio.ts';
import { writeFakeModel } from '../main/fake-model.ts';

// Run by tests: the real studio in the real browser host, its engine one that only talks.
// Its one argument is JSON: the side of the squares that its model reads, whether it has one, and
// the machine's memory.
const {
  imageSide = 384,
  model = true,
  memory,
} = JSON.parse(process.argv[2] ?? '{}') as {
  imageSide?: number;
  model?: boolean;
  memory?: number;
};

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stop.abort();
  });
}
const dataFolder = await mkdtemp(join(tmpdir(), 'janus-talking-'));
if (model) await writeFakeModel(join(dataFolder, 'models'), 'talker', imageSide);
const studio = await createStudio({
  dataFolder,
  ...(memory !== undefined && { memory }),
  entries: {
    engine: new URL('../main/children/fake-talker-entry.ts', import.meta.url),
    workshop: new URL('../../main/children/workshop-entry.ts', import.meta.url),
  },
});
await host(studio, { port: 0, host: '127.0.0.1', open: false }, stop.signal);
await studio.close();
await rm(dataFolder, { recursive: true });
