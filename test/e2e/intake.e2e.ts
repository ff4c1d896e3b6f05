import type { Locator, Page } from '@playwright/test';
import { give, photo } from './give-image.ts';
import { expect, serveTalking, test } from './served.ts';

const offerOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Bring an image' });
const thumbnailOf = (page: Page): Locator => page.getByText('480 × 320 px, seen at');

/** Each room that takes images, where it is let go, and what is then seen. */
const rooms = [
  { room: 'draw', ready: '#prompt', taken: offerOf },
  { room: 'ask', ready: '#question', taken: thumbnailOf },
  {
    room: 'gallery',
    ready: 'main input[type=search]',
    taken: (page: Page) => page.getByRole('button', { name: 'Keep in the gallery' }),
  },
] as const;

for (const { room, ready, taken } of rooms) {
  test(`an image is dropped or pasted anywhere in the room: ${room}`, async ({ page, start }) => {
    const studio = await start(serveTalking());
    const bytes = await photo();
    await page.goto(`${studio.address}#${room}`);
    for (const [how, on] of [
      ['drop', 'main > div'],
      ['paste', ready],
      // Nothing has the focus, as after a press on the stage.
      ['paste', 'body'],
    ] as const) {
      await page.locator(ready).waitFor();
      expect(await give(page, how, { bytes, on })).toBe(true);
      await expect(taken(page)).toBeVisible();
      await page.evaluate('localStorage.clear()');
      await page.reload();
    }
  });

  test(`words stay words: ${room}`, async ({ page, start }) => {
    const studio = await start(serveTalking());
    await page.goto(`${studio.address}#${room}`);
    await page.locator(ready).waitFor();
    const words = { 'text/plain': 'a boat', 'text/html': '<b>a boat</b>' };
    expect(await give(page, 'drop', { words, on: ready })).toBe(false);
    // A document gives its words together with a picture of them.
    expect(await give(page, 'paste', { bytes: await photo(), words, on: ready })).toBe(false);
    await expect(taken(page)).toBeHidden();
  });
}

test('what is no image, or too large for one, is refused with a sentence', async ({
  page,
  start,
}) => {
  const studio = await start(serveTalking());
  const sentence = page.getByText(/cannot be read\. Choose a PNG.* of 64 MB at most/);
  await page.goto(studio.address);
  await page.locator('#prompt').waitFor();
  const document = { bytes: Buffer.from('%PDF-1.7'), name: 'a.pdf', type: 'application/pdf' };
  await give(page, 'drop', { ...document, on: 'main' });
  await expect(sentence).toBeVisible();
  await page.keyboard.press('Escape');
  await give(page, 'drop', { bytes: await photo(), padding: 70 << 20, on: 'main' });
  await expect(sentence).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('The studio does not answer')).toHaveCount(0);

  await page.locator('nav a[href="#ask"]').click();
  await page.locator('#question').waitFor();
  await give(page, 'drop', { ...document, on: 'main' });
  await expect(sentence).toBeVisible();
});

test('a file that is let go beside a room does not replace the page', async ({ page, start }) => {
  const studio = await start(serveTalking());
  const bytes = await photo();
  await page.goto(studio.address);
  await page.locator('#prompt').waitFor();
  expect(await give(page, 'drop', { bytes, on: 'nav' })).toBe(true);
  await page.goto(`${studio.address}#settings`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await give(page, 'drop', { bytes, on: 'main' })).toBe(true);
});
