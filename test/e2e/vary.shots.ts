import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveStarter, test } from './served.ts';
import { give, photo } from './give-image.ts';

/** Varying an image and looking into a making, on the studio itself, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'ko' },
  { name: 'korean-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'ko' },
] as const;

async function shoot(page: Page, name: string, what: string): Promise<void> {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `vary-${name}-${what}.png`) });
}

test('looks: vary and making', async ({ browser, start }) => {
  test.setTimeout(400_000);
  const place = await mkdtemp(join(tmpdir(), 'janus-vary-'));
  const studio = await start(serveStarter(place));
  let image = '';
  let drawn = '';
  for (const { name, width, height, colorScheme, locale } of views) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    await page.goto(studio.address);
    await page.locator('#prompt').waitFor();
    await page.waitForTimeout(500);
    await give(page, 'drop', await photo());
    await page.getByRole('dialog').getByRole('img').waitFor();
    await shoot(page, name, '0-brought');
    await page.keyboard.press('Escape');
    if (image === '') {
      await give(page, 'drop', await photo());
      await page.getByRole('button', { name: 'Vary it' }).click();
      await page.waitForURL(/vary\//);
      image = /vary\/([a-f0-9]+)$/.exec(page.url())![1]!;
      await page.locator('#prompt').fill('a red apple on a green background');
      await page.getByRole('img', { name: 'What the codes keep' }).waitFor();
      await page.locator('#prompt').press('Control+Enter');
      await page.getByRole('link', { name: 'Save PNG' }).waitFor();
      const way = page.getByRole('link', { name: 'How it was drawn' });
      drawn = /making\/([a-f0-9]+)/.exec((await way.getAttribute('href')) ?? '')![1]!;
      await shoot(page, name, '1-drawn');
    }
    await page.goto(`${studio.origin}/#draw/vary/${image}`);
    await page.getByRole('slider').first().waitFor();
    await page.locator('figure img').nth(1).waitFor();
    await shoot(page, name, '2-vary');
    await page.goto(`${studio.origin}/#making/${drawn}`);
    await page.getByRole('application').click();
    await shoot(page, name, '3-making');
    await page.locator('aside').evaluate((aside: unknown) => {
      (aside as { scrollTo(x: number, y: number): void }).scrollTo(0, 5000);
    });
    await shoot(page, name, '4-family');
    await page.goto(`${studio.origin}/#making/${image}`);
    await page.locator('figcaption').waitFor();
    await shoot(page, name, '5-outside');
    await context.close();
  }
  await rm(place, { recursive: true });
});
