import type { Page } from '@playwright/test';
import { viewer } from './gallery-room.ts';
import { expect } from './served.ts';
import { test } from './understood-gallery.ts';

/** What the open picture is said to show. */
const captionOf = (page: Page) =>
  viewer(page).locator('section').filter({ hasText: 'Caption' }).locator('p');

test('the starter describes a picture, which is then found by what was said', async ({
  page,
  understood,
}) => {
  await page.getByRole('gridcell').first().click();
  await expect(captionOf(page)).toHaveText(/Nobody has said/);
  await viewer(page).getByRole('button', { name: 'Describe' }).click();
  await expect(page.getByText('1 described.')).toBeVisible();
  await expect(viewer(page).getByRole('button', { name: 'Describe again' })).toBeEnabled();
  const said = (await captionOf(page).textContent()) ?? '';
  expect(said.length).toBeGreaterThan(3);

  const word = said.split(/\P{L}+/u).sort((a, b) => b.length - a.length)[0]!;
  await page.goto(`${understood.origin}/#gallery/all?text=${encodeURIComponent(word)}`);
  await expect(page.getByRole('grid', { name: 'Pictures, 1' })).toBeVisible();
});

test('a selection is described as one, and taken back as one', async ({ page }) => {
  const cells = page.getByRole('gridcell');
  await cells.nth(1).click({ modifiers: ['Control'] });
  await cells.nth(3).click({ modifiers: ['Control'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Describe' }).click();
  await expect(page.getByText('2 described.')).toBeVisible();
  await page.keyboard.press('Escape');
  await cells.nth(3).click();
  await expect(captionOf(page)).not.toHaveText(/Nobody has said/);
  await page.keyboard.press('Control+z');
  await expect(captionOf(page)).toHaveText(/Nobody has said/);
});

test('a caption is written, changed and removed by hand, each with its way back', async ({
  page,
}) => {
  await page.getByRole('gridcell').first().click();
  await viewer(page).getByRole('button', { name: 'Write', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'What the picture shows' });
  await expect(field).toBeFocused();
  await field.fill('a harbour, 저녁의 항구');
  await page.keyboard.press('Control+Enter');
  await expect(captionOf(page)).toHaveText('a harbour, 저녁의 항구');
  await viewer(page).getByRole('button', { name: 'Edit' }).click();
  await field.fill('something else');
  await page.keyboard.press('Escape');
  await expect(captionOf(page)).toHaveText('a harbour, 저녁의 항구');
  await viewer(page).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Caption removed.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(captionOf(page)).toHaveText('a harbour, 저녁의 항구');
  await viewer(page).getByRole('button', { name: 'Back to the gallery' }).click();
  await page.getByRole('searchbox').fill('항구');
  await expect(page.getByRole('grid', { name: 'Pictures, 1' })).toBeVisible();
});
