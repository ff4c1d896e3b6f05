import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { runScript, serveStudio, test as base } from './served.ts';

/** How many pictures there are. */
export const COUNT = 24;

interface Fixtures {
  /** The room, open in a studio with 24 pictures of its own. */
  readonly gallery: { readonly grid: Locator; readonly folder: string; readonly origin: string };
}

/** Tests in the open room; each has pictures of its own to change. */
export const test = base.extend<Fixtures, { seeded: string }>({
  seeded: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-gallery-'));
      await runScript(join(import.meta.dirname, 'make-gallery.ts'), folder, String(COUNT));
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  gallery: async ({ page, start, seeded }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-gallery-'));
    await cp(seeded, folder, { recursive: true });
    const { address, origin } = await start(serveStudio(folder));
    await page.goto(address);
    await page.getByRole('link', { name: 'Gallery' }).click();
    const grid = page.getByRole('grid', { name: `Pictures, ${COUNT}` });
    await grid.waitFor();
    await use({ grid: page.getByRole('grid'), folder, origin });
  },
});

/** What lies over the grid. */
export const viewer = (page: Page): Locator => page.getByRole('dialog');
