import sharp from 'sharp';
import { seriousIn } from './axe.ts';
import { test } from './first-start.ts';
import { give, photo } from './give-image.ts';
import { expect, serveStarter } from './served.ts';

test('an image is brought, shown beside what the codes keep of it, and drawn on from a row', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  await give(page, 'drop', await photo());
  const offer = page.getByRole('dialog', { name: 'Bring an image' });
  await expect(offer.getByRole('img', { name: 'ball.jpg' })).toBeVisible();
  await expect(offer.getByRole('button', { name: 'Vary it' })).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/#draw\/vary\/[a-f0-9]+$/);
  const image = /vary\/([a-f0-9]+)$/.exec(page.url())![1]!;
  await expect(page.getByRole('img', { name: 'Original, its middle square' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'What the codes keep' })).toBeVisible();
  await expect(page.getByText(/12 × 12 codes.* \d+\.\d dB/)).toBeVisible();

  const line = page.getByRole('slider', { name: 'Rows to keep' });
  await expect(line).toHaveAttribute('aria-valuetext', /first 6 of 12 rows/);
  await line.press('ArrowDown');
  await line.press('ArrowDown');
  await expect(page.getByText('The first 8 of 12 rows stay')).toBeVisible();
  await line.press('End');
  await line.press('ArrowDown');
  await expect(line).toHaveAttribute('aria-valuenow', '11');
  const kept = page.getByRole('img', { name: 'What the codes keep' });
  const { x, y, width, height } = (await kept.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height * 0.9);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + (height * 5) / 12 + 2, { steps: 4 });
  await page.mouse.up();
  await expect(line).toHaveAttribute('aria-valuenow', '5');
  await expect(line).toBeFocused();
  expect(await seriousIn(page)).toEqual([]);

  await page.locator('#prompt').fill('a red apple on a green background');
  await page.locator('#prompt').press('Control+Enter');
  await expect(page).toHaveURL(/#draw$/);
  const save = page.getByRole('link', { name: 'Save PNG' });
  await expect(save).toHaveAttribute('download', /^janus-/);
  await page.getByRole('link', { name: 'How it was drawn' }).click();
  await expect(page.getByRole('application')).toHaveAttribute('data-end', '144');

  // The replay as an animation: every pixel of the picture, in as many frames as promised.
  await page.getByText('Save as an animation').click();
  await page.getByText('3 s', { exact: true }).click();
  const [animation] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save animation' }).click(),
  ]);
  expect(animation.suggestedFilename()).toMatch(/^a-red-apple-on-a-green-background-\d+\.webp$/);
  const { pages } = await sharp(await animation.path(), { animated: true }).metadata();
  expect(pages).toBe(36);

  // The tree: the image from outside, and this picture from its sixth row.
  const tree = page.getByRole('listitem').filter({ has: page.locator('a[href^="#making/"]') });
  await expect(tree).toHaveCount(2);
  await expect(tree.first()).toContainText('Brought from outside');
  await expect(tree.last()).toContainText('New from row 6');
  await tree.first().getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`#making/${image}$`));
  await expect(page.getByText('This picture came from outside')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Vary this image' })).toBeVisible();

  // A picture of the model's own loses nothing, and offers its prompt.
  await tree.last().getByRole('link').click();
  await page.getByRole('link', { name: 'Vary this image' }).click();
  await page.locator('#prompt').fill('something else');
  await expect(page.getByText('This model drew it')).toBeVisible();
  await page.getByRole('button', { name: 'Use its prompt' }).click();
  await expect(page.locator('#prompt')).toHaveValue('a red apple on a green background');
  await page.getByRole('link', { name: 'Back to the stage' }).click();

  // Pasted, an image can be asked about just as well, and is no picture of the gallery then.
  await give(page, 'paste', await photo());
  await offer.getByRole('button', { name: 'Ask about it' }).click();
  await expect(page).toHaveURL(/#ask$/);
  await expect(page.locator('figure img')).toBeVisible();
});
