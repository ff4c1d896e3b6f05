import { join } from 'node:path';
import { test } from './understood-gallery.ts';

/** Captions and likeness in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'ko' },
  { name: 'chinese-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'zh' },
] as const;

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: captions and likeness, ${name}`, async ({ browser, understood }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = async (state: string): Promise<void> => {
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `understood-${name}-${state}.png`) });
    };
    await page.goto(understood.address);
    await page.goto(`${understood.origin}/#gallery`);
    const cells = page.getByRole('gridcell');
    await cells.first().locator('img').waitFor();
    await cells.nth(1).click({ modifiers: ['Control'] });
    await cells.nth(2).click({ modifiers: ['Control'] });
    await shoot('0-chosen');
    await page.locator('[role=toolbar] button:has(path[d^="M3.5 4.5h13v9.5"])').click();
    await shoot('1-describing');
    await page.getByRole('status').getByText(/2/).waitFor();
    await page.keyboard.press('Escape');
    await cells.nth(1).click();
    await page.getByRole('dialog').locator('img').waitFor();
    await shoot('2-caption');
    await page.getByRole('dialog').locator('section').nth(2).getByRole('button').nth(1).click();
    await shoot('3-writing');
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await page.getByRole('heading').first().waitFor();
    await shoot('4-nothing-looked-at');
    await page.locator('button:has(path[d^="M8.75 3.5a5.25"])').last().click();
    await shoot('5-looking');
    await cells.nth(11).locator('img').waitFor();
    await shoot('6-similar');
    await page.goto(`${understood.origin}/#settings`);
    await page.locator('fieldset').nth(4).scrollIntoViewIfNeeded();
    await shoot('7-settings');
    await context.close();
  });
}
