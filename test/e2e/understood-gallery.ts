import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, serveStarter, test as base, type Served } from './served.ts';

/** How many pictures there are. */
export const COUNT = 12;

interface Fixtures {
  /** A studio with the starter that ships and pictures of its own, open at the gallery. */
  readonly understood: Served & { readonly folder: string };
}

/** Tests in a gallery whose pictures the starter can look at. */
export const test = base.extend<Fixtures, { painted: string }>({
  painted: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-understood-'));
      await runScript(join(import.meta.dirname, 'make-gallery.ts'), folder, String(COUNT));
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  understood: [
    async ({ page, start, painted }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-understood-'));
      await cp(painted, folder, { recursive: true });
      const studio = await start(serveStarter(folder));
      await page.goto(studio.address);
      await page.getByRole('link', { name: 'Gallery' }).click();
      await page.getByRole('grid', { name: `Pictures, ${COUNT}` }).waitFor();
      await use({ ...studio, folder });
      await rm(folder, { recursive: true, force: true });
    },
    { auto: true },
  ],
});
