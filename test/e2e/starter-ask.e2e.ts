import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { test } from './first-start.ts';
import { expect, serveStarter } from './served.ts';

/** A green book above a purple one: a meme that the starter's training never showed. */
function meme(): Promise<Buffer> {
  const side = 96;
  const place = { left: (155 % 20) * side, top: Math.floor(155 / 20) * side };
  return sharp('native-models/starter/exam/exam.png')
    .extract({ ...place, width: side, height: side })
    .png()
    .toBuffer();
}

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('#question').fill(question);
  await page.locator('#question').press('Enter');
}

const answers = (page: Page) => page.locator('article[aria-busy=false] .words');
const memory = (page: Page) => page.getByText(/of \d+ tokens still in memory/);

test('a meme is explained, and what follows is answered from memory, again, and edited', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  await page.locator('nav a[href="#ask"]').click();
  await page.locator('#question').waitFor();
  const file = { name: 'meme.png', mimeType: 'image/png', buffer: await meme() };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('button', { name: 'Explain this meme' }).click();
  await expect(answers(page)).toHaveText(/^Top: .+\. Bottom: .+\. The joke: .+\.$/);

  await ask(page, 'Is there a book?');
  await expect(answers(page)).toHaveCount(2);
  await expect(answers(page).last()).toHaveText(/^Yes/);
  await expect(memory(page)).toHaveCount(1);

  // A picture drawn in between takes nothing from what was read.
  await page.locator('nav a[href="#draw"]').click();
  await page.locator('#prompt').fill('a cat');
  await page.locator('#prompt').press('Control+Enter');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  await page.goBack();
  await ask(page, 'Is there a cat?');
  await expect(answers(page)).toHaveCount(3);
  await expect(answers(page).last()).toHaveText(/^No/);
  await expect(memory(page)).toHaveCount(2);

  await page.getByRole('button', { name: 'Answer again' }).last().click();
  await expect(page.getByLabel('Version 2 of 2')).toBeVisible();
  await expect(answers(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(page.getByLabel('Version 1 of 2')).toBeVisible();
  await expect(answers(page).last()).toHaveText(/^No/);

  await page.getByRole('button', { name: 'Edit' }).nth(1).click();
  const field = page.getByLabel('Edited question');
  await field.fill('Is there a pizza?');
  await field.press('Enter');
  await expect(answers(page)).toHaveCount(2);
  await expect(answers(page).last()).toHaveText(/^No/);
  await page.reload();
  await expect(answers(page)).toHaveCount(2);
  await expect(answers(page).first()).toHaveText(/^Top: /);
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(answers(page)).toHaveCount(3);
  await expect(answers(page).nth(1)).toHaveText(/^Yes/);
});
