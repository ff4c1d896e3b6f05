import { join } from 'node:path';
import { serveFake, test } from './served.ts';

/** How sure the model is, live and later, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'korean-dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'ko' },
  { name: 'chinese-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'zh' },
] as const;

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: confidence ${name}`, async ({ browser, start }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = (what: string) =>
      page.screenshot({ path: join(folder, `confidence-${name}-${what}.png`) });
    const studio = await start(serveFake({ grid: 24, side: 384, msPerRow: 1_500 }));
    await page.goto(studio.address);
    const prompt = page.locator('#prompt');
    await prompt.fill(locale === 'en' ? 'a boat at sunset' : '日落时的小船');
    await prompt.press('Control+Enter');
    const toggle = page.locator('section button[aria-pressed]').first();
    await toggle.click();
    await page.locator('figure canvas[data-odds]:not([data-odds="0"])').waitFor();
    await shoot('1-live');
    await page.locator('figcaption a').first().waitFor();
    await page.waitForTimeout(300);
    await shoot('2-whole');
    await toggle.click();
    await shoot('3-off');
    await page.locator('section button[aria-pressed]').last().click();
    await page.locator('canvas[data-layer=entropy]').first().waitFor();
    await shoot('3-entropy');
    await page.evaluate(`location.hash = document.querySelector('a[href^="#making/"]').hash`);
    await page.locator('input[type=range]').first().fill('200');
    await page.locator('[role=radio]').nth(1).click();
    await shoot('4-making');
    await context.close();
  });
}
