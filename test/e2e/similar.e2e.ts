import { viewer } from './gallery-room.ts';
import { expect } from './served.ts';
import { COUNT, test } from './understood-gallery.ts';

test('finds similar pictures: says what was looked at, has the rest looked at, and goes back', async ({
  page,
}) => {
  await page.getByRole('gridcell').nth(4).click();
  const prompt = (await viewer(page).getAttribute('aria-label')) ?? '';
  await viewer(page).getByRole('link', { name: 'Find similar' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing to compare yet' })).toBeVisible();
  await expect(page.getByText(`0 of ${COUNT} pictures have been looked at.`)).toBeVisible();
  await page.getByRole('button', { name: 'Look at the rest now' }).click();
  await expect(page.getByText(`All ${COUNT} pictures have been looked at.`)).toBeVisible();

  // The picture itself is the most alike; there are no days.
  const grid = page.getByRole('grid', { name: `Pictures, ${COUNT}` });
  await expect(grid.getByRole('gridcell').first()).toHaveAccessibleName(prompt);
  await expect(page.getByRole('rowheader')).toHaveCount(0);
  const alike = await grid.getByRole('gridcell').nth(1).getAttribute('id');

  // It is a search as any other: it can be narrowed, walked through and gone back from.
  await page.getByRole('button', { name: /^Favourites/ }).click();
  await expect(page.getByRole('grid', { name: 'Pictures, 2' })).toBeVisible();
  await page.goBack();
  await grid.getByRole('gridcell').first().click();
  await expect(viewer(page).getByText(`1 of ${COUNT}`)).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(viewer(page).getByText(`2 of ${COUNT}`)).toBeVisible();

  // By key, from a picture to those like it.
  await page.keyboard.press('s');
  await expect(viewer(page)).toBeHidden();
  await expect(grid.getByRole('gridcell').first()).toHaveAttribute('id', alike ?? '');
  await page.getByRole('button', { name: 'Show all in order of time again' }).click();
  await expect(page.getByRole('rowheader').first()).toBeVisible();
});

test('a picture in the trash is not among them; when the model looks can be set', async ({
  page,
  understood,
}) => {
  await page.goto(`${understood.origin}/#settings`);
  await page.getByText('Whenever idle').click();
  await expect(page.getByText(`All ${COUNT} pictures have been looked at.`)).toBeVisible();
  await page.goto(`${understood.origin}/#gallery`);
  const cells = page.getByRole('gridcell');
  await cells.nth(1).click({ modifiers: ['Control'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Find similar' }).click();
  await expect(page.getByRole('grid', { name: `Pictures, ${COUNT}` })).toBeVisible();
  await cells.nth(1).click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid', { name: `Pictures, ${COUNT - 1}` })).toBeVisible();
  await expect(page.getByText(`All ${COUNT - 1} pictures have been looked at.`)).toBeVisible();
  await page.reload();
  await page.goto(`${understood.origin}/#settings`);
  await expect(page.getByRole('radio', { name: 'Whenever idle' })).toBeChecked();
});
