import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runScript, serveStudio, test } from './served.ts';

/** The gallery in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');
const script = join(import.meta.dirname, 'make-gallery.ts');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'ko' },
  { name: 'chinese-dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'zh' },
] as const;

let full = '';
test.beforeAll(async () => {
  full = await mkdtemp(join(tmpdir(), 'janus-gallery-'));
  await runScript(script, full, '60');
});
test.afterAll(() => rm(full, { recursive: true, force: true }));
test.describe.configure({ mode: 'serial' });

async function pictures(page: Page): Promise<void> {
  await page.locator('[role=gridcell] img').first().waitFor();
  await page.waitForLoadState('networkidle');
}

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: the gallery, ${name}`, async ({ browser, start }) => {
    const studio = await start(serveStudio(full));
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = async (state: string): Promise<void> => {
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `gallery-${name}-${state}.png`) });
    };
    const keys = async (...all: readonly string[]): Promise<void> => {
      for (const key of all) await page.keyboard.press(key);
    };
    await page.goto(studio.address);
    await page.goto(`${studio.origin}/#gallery`);
    await pictures(page);
    await shoot('0-grid');

    await page.locator('[aria-expanded]').last().click();
    await shoot('1-filters');
    await page.locator('[aria-expanded]').last().click();

    await page.getByRole('grid').focus();
    await keys('ArrowRight', 'x', 'ArrowRight', 'ArrowDown', 'x');
    await shoot('2-chosen');
    await page.getByRole('toolbar').locator('button:has(svg)').nth(1).click();
    await shoot('3-compare');
    await keys('Escape', 'Escape', 'Delete');
    await page.getByRole('status').locator('button').first().waitFor();
    await shoot('4-undo');
    await keys('Control+z', 'Enter');
    await page.getByRole('dialog').locator('img').waitFor();
    await shoot('5-viewer');
    await page.getByRole('dialog').locator('summary').click();
    await page.getByRole('dialog').locator('summary').scrollIntoViewIfNeeded();
    await shoot('6-save-as');

    await page.goto(`${studio.origin}/#gallery/all?text=zzz`);
    await page.getByRole('heading').waitFor();
    await shoot('7-no-hits');
    await page.goto(`${studio.origin}/#gallery/trash`);
    await page.getByRole('heading').waitFor();
    await shoot('8-empty-trash');
    await page.goto(`${studio.origin}/#gallery/history`);
    await page.getByRole('list').locator('img').first().waitFor();
    await shoot('9-history');
    await context.close();
  });
}

test('looks: a gallery without pictures', async ({ page, start }) => {
  const empty = await mkdtemp(join(tmpdir(), 'janus-gallery-'));
  const studio = await start(serveStudio(empty));
  await page.goto(studio.address);
  await page.goto(`${studio.origin}/#gallery`);
  await page.getByRole('heading').waitFor();
  await page.screenshot({ path: join(folder, 'gallery-empty.png') });
});
