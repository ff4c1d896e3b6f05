import { expect, serveFake, test } from './served.ts';

test('draws a grid as a labelled sheet and saves it as one picture', async ({ page, start }) => {
  const studio = await start(serveFake({ side: 32, grid: 8, msPerRow: 2 }));
  await page.goto(studio.address);
  await page.getByText('Grid', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Across' }).selectOption('Temperature');
  const guidance = page.getByRole('textbox', { name: 'Guidance, values' });
  await guidance.fill('1, nonsense');
  await expect(guidance).toHaveAttribute('aria-invalid', 'true');
  await guidance.fill('1, 5');
  await page.getByRole('textbox', { name: 'Temperature, values' }).fill('0.5, 1, 1.5');
  await expect(page.getByText('3 × 2 = 6 pictures')).toBeVisible();
  await page.locator('#prompt').fill('a sunset');
  await page.locator('#prompt').press('Control+Enter');

  const stage = page.getByRole('region', { name: 'Stage' });
  await expect(stage.getByRole('button', { name: 'Temperature 1.5, Guidance 5' })).toBeVisible();
  await expect(stage.getByTitle('Temperature 0.5')).toBeVisible();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save sheet' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('janus-grid.png');
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(6);
  await stage.getByRole('button', { name: 'Temperature 1, Guidance 1' }).click();
  await expect(page.getByRole('link', { name: 'Save PNG' })).toBeVisible();
});
