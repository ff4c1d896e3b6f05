import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveStarter, test } from './served.ts';

/** The pictures of the documents, all of them drawn by the starter: `npm run screenshots`. */
const folder = join(import.meta.dirname, '../../docs/screenshots');
const prompts = [
  'a red apple on a white background',
  'a rocket',
  'three bananas on a green background',
  'a house on a white background',
  'a penguin on a blue background',
  'a cake on a pink background',
  'a cat on a yellow background',
  'a frog on a blue background',
];

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function draw(page: Page, prompt: string, count: number): Promise<void> {
  await page.locator('#prompt').fill(prompt);
  const drawn = page.getByRole('list', { name: 'Recent pictures' }).locator('img');
  const before = await drawn.count();
  await page.getByRole('slider', { name: 'Pictures' }).fill(String(count));
  await page.locator('#prompt').press('Control+Enter');
  await drawn.nth(before + count - 1).waitFor();
}

test('the documents', async ({ page, start }) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'janus-docs-'));
  const studio = await start(serveStarter(dataFolder));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  for (const prompt of prompts) await draw(page, prompt, 3);
  await page.locator('#prompt').blur();
  await shoot(page, 'draw');

  await page.locator('nav a[href="#gallery"]').click();
  await page.locator('[role=gridcell] img').nth(22).waitFor();
  await page.waitForLoadState('networkidle');
  await shoot(page, 'gallery');
  await page.locator('[role=gridcell]').first().click();
  await page.locator('aside a[href*="ask/picture"]').waitFor();
  const id = /all\/([a-f0-9]+)/.exec(page.url())![1]!;

  await page.goto(`${studio.origin}/#ask/picture/${id}`);
  await page.locator('figure img').waitFor();
  for (const question of ['What is in this picture?', 'What colour is the background?']) {
    const answers = page.locator('article[aria-busy=false]');
    const before = await answers.count();
    await page.locator('#question').fill(question);
    await page.locator('#question').press('Enter');
    await answers.nth(before).waitFor();
  }
  await shoot(page, 'ask');

  await page.goto(`${studio.origin}/#making/${id}`);
  await page.getByRole('radio', { name: 'Openness' }).click();
  await page.getByRole('application').click();
  await shoot(page, 'making');

  await page.locator('nav a[href="#models"]').click();
  await page.getByText('starter').first().waitFor();
  await shoot(page, 'models');
  await studio.stop();
  await rm(dataFolder, { recursive: true });
});
