import { join } from 'node:path';
import { serveStarter } from './served.ts';
import { test } from './understood-gallery.ts';

/** Scores in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'ko' },
  { name: 'chinese-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'zh' },
] as const;

test('looks: scores, in every view', async ({ browser, start, understood }) => {
  test.setTimeout(600_000);
  let studio = understood;
  for (const { name, width, height, colorScheme, locale } of views) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = async (state: string): Promise<void> => {
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `scored-${name}-${state}.png`) });
    };
    await page.goto(studio.address);
    await page.goto(`${studio.origin}/#gallery`);
    const cells = page.getByRole('gridcell');
    await cells.first().locator('img').waitFor();
    await cells.nth(1).click({ modifiers: ['Control'] });
    await cells.nth(2).click({ modifiers: ['Control'] });
    await shoot('0-chosen');
    await page.locator('[role=toolbar] button:has(path[d^="M10 3a7"])').click();
    await shoot('1-scoring');
    await page.locator('[data-score]').nth(1).waitFor({ state: 'attached', timeout: 90_000 });
    await page.keyboard.press('Escape');
    await page.goto(`${studio.origin}/#gallery/all?order=best`);
    await page.locator('[role=gridcell] [data-score]').first().waitFor();
    await shoot('2-by-score');
    await cells.first().click();
    await page.getByRole('dialog').locator('img').waitFor();
    await page
      .getByRole('dialog')
      .locator('button:has(path[d^="M10 3a7"])')
      .last()
      .scrollIntoViewIfNeeded();
    await shoot('3-details');
    await page.keyboard.press('Escape');
    await page.locator('button:has(path[d^="M3 6h7"])').click();
    await shoot('4-filters');
    if (name === 'light-1280') {
      await page.locator('button:has(path[d^="M10 3a7"])').first().click();
      await page.getByText(/Scoring 2/).waitFor({ timeout: 90_000 });
      await studio.kill();
      studio = { ...(await start(serveStarter(studio.folder))), folder: studio.folder };
    }
    await context.close();
  }
});
