import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveStarter, test } from './served.ts';

/** Several pictures of one prompt, in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'korean-dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'ko' },
] as const;

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: ${name}`, async ({ browser, start }) => {
    const data = await mkdtemp(join(tmpdir(), 'janus-several-'));
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = (what: string) =>
      page.screenshot({ path: join(folder, `several-${name}-${what}.png`) });
    const studio = await start(serveStarter(data));
    await page.goto(studio.address);
    await page.getByRole('figure').waitFor();
    const sheet = page.locator('button[aria-haspopup="dialog"]');
    const settings = async (way: number, change: () => Promise<void>) => {
      if (width < 1100) await sheet.click();
      await page.locator('fieldset').first().locator('label').nth(way).click();
      await change();
      await shoot(`${way}-settings`);
      if (width < 1100) await page.keyboard.press('Escape');
    };
    const prompt = page.locator('#prompt');
    await prompt.fill(locale === 'ko' ? '고양이와 피자' : 'a cat and a pizza');

    await settings(1, () => page.locator('input[max="16"]').fill('6'));
    await prompt.press('Control+Enter');
    await page.locator('li button .bg-surface').first().waitFor();
    await shoot('1-judging');
    await page.locator('.bg-amber.font-bold').first().waitFor();
    await page.waitForTimeout(300);
    await shoot('1-best');
    await page.locator('section li button').first().click();
    await page.locator('figcaption button').click();
    await shoot('1-why');
    await page.keyboard.press('Escape');
    await page.goto(`${studio.origin}/#gallery`);
    await page.getByRole('gridcell').first().click();
    await page.locator('aside h2').first().waitFor();
    await page.waitForTimeout(300);
    await shoot('1-details');

    await page.goto(`${studio.origin}/#draw`);
    await settings(2, () => page.locator('input[type=range]').first().fill('2'));
    await page.locator('#prompt').press('Control+Enter');
    await page.locator('section li button').nth(5).waitFor();
    await page.locator('section p button').waitFor();
    await page.waitForTimeout(300);
    await shoot('2-sheet');
    await context.close();
    await rm(data, { recursive: true });
  });
}
