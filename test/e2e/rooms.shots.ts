import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runScript, runStudio, scrollTo, serveStudio, test } from './served.ts';

/** The Models and the Settings room on the studio itself, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'ko' },
  { name: 'korean-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'ko' },
  { name: 'chinese-light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'zh' },
] as const;

const licence = `DEEPSEEK LICENSE AGREEMENT\n\nVersion 1.0, 23 October 2023\n\n${'Permission is granted to look at this text in a test, and to scroll it. '.repeat(30)}`;

test('looks: models and settings', async ({ browser, start }) => {
  test.setTimeout(400_000);
  const place = await mkdtemp(join(tmpdir(), 'janus-rooms-'));
  const [checkpoint, data] = [join(place, 'Janus-Pro-1B'), join(place, 'data')];
  await runScript(join(import.meta.dirname, 'make-slow-janus.ts'), checkpoint);
  await writeFile(join(checkpoint, 'LICENSE'), licence);
  const empty = await start(serveStudio(join(place, 'empty')));
  await runStudio('models', 'build', checkpoint, '--id', 'starter', '--data', data);
  const int4 = ['--precision', 'int4', '--id', 'janus-pro-1b-int4'];
  await runStudio('models', 'build', checkpoint, ...int4, '--data', data);
  await mkdir(join(data, 'models', 'janus-old'));
  const studio = await start(serveStudio(data));

  for (const { name, width, height, colorScheme, locale } of views) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = (what: string, fullPage = false): Promise<Buffer> =>
      page.screenshot({ path: join(folder, `rooms-${name}-${what}.png`), fullPage });
    await page.goto(empty.address);
    await page.goto(`${empty.origin}/#models`);
    await page.getByRole('heading', { level: 2 }).waitFor();
    await shoot('0-empty');
    await page.goto(studio.address);
    await page.goto(`${studio.origin}/#models`);
    await page.locator('article').nth(2).waitFor();
    await shoot('1-models');
    await openForm(page, checkpoint);
    await shoot('2-form');
    await scrollTo(page.locator('main'), 500);
    await shoot('3-form-below');
    await page.goto(`${studio.origin}/#settings`);
    await page.locator('h1').waitFor();
    await page.waitForTimeout(500);
    await shoot('4-settings');
    await scrollTo(page.locator('main'), 640);
    await shoot('5-settings-below');
    await page.locator('section').nth(4).getByRole('button').click();
    await page.locator('pre').waitFor();
    await page.locator('summary').first().click();
    await scrollTo(page.locator('main'), 1300);
    await page.waitForTimeout(300);
    await shoot('6-settings-report');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await shoot('7-shortcuts');
    await context.close();
  }

  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(studio.address);
  await page.goto(`${studio.origin}/#models`);
  await openForm(page, checkpoint);
  await page.getByRole('radio', { name: /^fp32/ }).check();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await page.getByTestId('build-progress').waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, 'rooms-8-building.png') });
  await page.getByRole('heading', { name: 'is ready' }).waitFor();
  await page.getByRole('button', { name: 'Remove starter' }).click();
  await page.getByRole('button', { name: 'Check janus-pro-1b-int4' }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, 'rooms-9-checking-removed.png'), fullPage: true });
  await page.close();
  await rm(place, { recursive: true });
});

async function openForm(page: Page, checkpoint: string): Promise<void> {
  await page.locator('main button').first().click();
  await page.locator('main input').fill(checkpoint);
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox').waitFor();
}
