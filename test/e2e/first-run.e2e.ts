import { expect, serveFake, test } from './served.ts';

test.describe('the first run', () => {
  test('has a finished example on the stage, says what it is, and offers more', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    const example = page.getByRole('img', { name: 'An example: a rocket on a blue background' });
    await expect(example).toBeVisible();
    const width = page.evaluate<number>("document.querySelector('figure img').naturalWidth");
    expect(await width).toBe(96);
    await expect(
      page.getByText('The starter model that ships with the studio drew it.'),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Draw' })).toHaveClass(/glow-once/);
    await expect(page.getByRole('combobox', { name: 'Language' })).toBeVisible();
    const tries = page.getByRole('list', { name: 'Or try' });
    await tries.getByRole('button', { name: 'a frog on a purple background' }).click();
    const prompt = page.locator('#prompt');
    await expect(prompt).toHaveValue('a frog on a purple background');
    await expect(prompt).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(prompt).toHaveValue('a rocket on a blue background');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    await expect(example).toHaveCount(0);
    await expect(tries).toHaveCount(0);
  });

  test('is over once there are pictures: the stage waits for the next one', async ({
    page,
    browser,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await expect(page.getByRole('button', { name: 'Draw' })).toBeEnabled();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    const context = await browser.newContext();
    await context.addCookies(await page.context().cookies());
    const later = await context.newPage();
    await later.goto(studio.origin);
    await expect(later.getByText('Your picture develops here.')).toBeVisible();
    await context.close();
  });
});
