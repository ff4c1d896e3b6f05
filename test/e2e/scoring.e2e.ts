import { viewer } from './gallery-room.ts';
import { expect, serveStarter } from './served.ts';
import { COUNT, test } from './understood-gallery.ts';

test('what is chosen is scored, then stands in order of score, and the rest follows', async ({
  page,
  understood,
}) => {
  test.slow();
  const cells = page.getByRole('gridcell');
  await cells.nth(1).click({ modifiers: ['Control'] });
  await cells.nth(4).click({ modifiers: ['Control'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Score' }).click();
  await expect(page.getByText('2 scored.')).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press('Escape');

  await page.getByRole('combobox', { name: 'Order' }).selectOption('Best fit first');
  await expect(page.getByText(`2 of ${COUNT} pictures have a score.`)).toBeVisible();
  const percents = page.locator('[role=gridcell] [data-score]');
  await expect(percents).toHaveCount(2);
  await expect(cells.first()).toHaveAccessibleName(/, fits \d+ %$/);
  await cells.first().click();
  await expect(viewer(page).getByRole('heading', { name: 'Fits the prompt' })).toBeVisible();
  await expect(viewer(page).getByText('starter was asked.')).toBeVisible();
  await expect(viewer(page).getByRole('button', { name: 'Score again' })).toBeEnabled();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Score the rest' }).click();
  await expect(page.getByText(`All ${COUNT} pictures have a score.`)).toBeVisible({
    timeout: 90_000,
  });
  await expect(percents).toHaveCount(COUNT);
  const values = (await percents.allInnerTexts()).map((said) => Number.parseInt(said, 10));
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  await page.keyboard.press('Control+z');
  await expect(percents).toHaveCount(2);

  await page.goto(`${understood.origin}/#gallery/all?scored=no`);
  await expect(page.getByRole('grid', { name: `Pictures, ${COUNT - 2}` })).toBeVisible();
  await page.getByRole('button', { name: /^Filter/ }).click();
  const filter = page.getByRole('combobox', { name: 'Score' });
  await filter.selectOption({ index: 1 });
  await expect(page.getByRole('grid', { name: 'Pictures, 2' })).toBeVisible();
});

test('killed while it scores, the studio asks whether to go on, and does', async ({
  page,
  start,
  understood,
}) => {
  await page
    .getByRole('gridcell')
    .first()
    .click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Choose all' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Score' }).click();
  await expect(page.getByText(new RegExp(`Scoring [2-9] of ${COUNT}`))).toBeVisible({
    timeout: 90_000,
  });
  await understood.kill();

  const again = await start(serveStarter(understood.folder));
  await page.goto(again.address);
  await page.goto(`${again.origin}/#gallery`);
  await expect(page.getByText(/^Scoring was interrupted.* \d+ to go\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText(/^\d+ scored\./)).toBeVisible({ timeout: 90_000 });
  await page.goto(`${again.origin}/#gallery/all?order=best`);
  await expect(page.getByText(`All ${COUNT} pictures have a score.`)).toBeVisible();
});
