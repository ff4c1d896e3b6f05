import { test } from './first-start.ts';
import { canvasEquals, expect, serveStarter } from './served.ts';

test('draws at once, asks about the picture, looks into it and draws on from a row', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  const prompt = page.locator('#prompt');
  await prompt.fill('a cat and a pizza on a blue background');
  await prompt.press('Control+Enter');
  const save = page.getByRole('link', { name: 'Save PNG' });
  await save.waitFor();
  const id = /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
  await expect.poll(() => canvasEquals(page, id)).toBe(true);

  await page.goto(`${studio.origin}/#ask/picture/${id}`);
  await expect(page.locator('figure img')).toBeVisible();
  await page.locator('#question').fill('What is in this picture?');
  await page.locator('#question').press('Enter');
  await expect(page.locator('article[aria-busy=false] .words')).toHaveText(/\w{3}/);

  await page.goto(`${studio.origin}/#making/${id}`);
  const easel = page.getByRole('application');
  await expect(easel).toHaveAttribute('data-end', '144');
  await page.getByLabel('Moment of its making').fill('30');
  await expect(easel).toHaveAttribute('data-end', '30');
  await page.getByRole('radio', { name: 'Confidence' }).click();
  await expect(easel).toHaveAttribute('data-layer', 'probability');
  await easel.focus();
  for (let row = 0; row < 6; row += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/Keeps the first [56] of 12 rows/)).toBeVisible();
  await page.getByRole('button', { name: 'Draw the rest anew' }).click();
  await expect(page).toHaveURL(/#draw$/);
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(2);

  await page.goto(`${studio.origin}/#making/${id}`);
  await expect(page.getByRole('heading', { name: 'Branches' })).toBeVisible();
});
