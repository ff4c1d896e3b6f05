import { test } from './first-start.ts';
import { expect, serveStarter } from './served.ts';

test('draws three, judges them, puts the best first and says why', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  await page.getByText('Best of', { exact: true }).click();
  await expect(page.getByText('the model’s own opinion and can be wrong')).toBeVisible();
  await page.getByRole('slider', { name: 'Best of how many' }).fill('3');
  await page.locator('#prompt').fill('a cat and a pizza');
  await page.locator('#prompt').press('Control+Enter');

  const tiles = page.getByRole('region', { name: 'Stage' }).getByRole('listitem');
  const best = page.getByRole('button', { name: /fits \d+ %, the best$/ });
  await expect(best).toHaveCount(1, { timeout: 100_000 });
  await expect(tiles.first().getByRole('button')).toHaveAccessibleName(/the best$/);
  const percents = await tiles
    .locator('span:last-of-type')
    .filter({ hasText: '%' })
    .allInnerTexts();
  const values = percents.map((said) => Number(/(\d+) %/.exec(said)![1]));
  expect(values.length).toBeGreaterThanOrEqual(3);
  expect(values).toEqual(values.toSorted((a, b) => b - a));

  await best.click();
  const why = page.getByRole('button', { name: /^Fits \d+ %, yes to \d of 3$/ });
  await why.click();
  await expect(page.getByText('Is this a picture of …?')).toBeVisible();
  await expect(page.getByText('starter was asked.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.goto(`${studio.origin}/#gallery`);
  await page.getByRole('gridcell').first().click();
  await expect(page.getByRole('heading', { name: 'Fits the prompt' })).toBeVisible();
});
