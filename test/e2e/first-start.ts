import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from './served.ts';

/** Tests of a first start: an empty data folder of their own, for the model that ships. */
export const test = base.extend<{ readonly dataFolder: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-first-start-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});
