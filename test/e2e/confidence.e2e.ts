import type { Locator } from '@playwright/test';
import { expect, serveFake, test } from './served.ts';

const canvasOver = 'canvas[data-odds]';

test('how sure the model is shows over a picture while it is drawn, and stays switched on', async ({
  page,
  start,
}) => {
  const studio = await start(serveFake({ grid: 12, side: 96, msPerRow: 1_500 }));
  await page.goto(studio.address);
  const stage = page.getByRole('region', { name: 'Stage' });
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const toggle = stage.getByRole('button', { name: 'Confidence' });
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(stage.locator(canvasOver)).toHaveCount(0);

  await toggle.focus();
  await page.keyboard.press('Space');
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await expect(toggle).toBeFocused();
  const over = stage.locator(canvasOver);
  await expect(over).not.toHaveAttribute('data-odds', '0');
  const number = stage.getByTestId('sureness');
  await expect(number).toHaveText(/^\d+ % · \d+\.\d bits$/);
  const early = Number.parseInt(await number.innerText(), 10);
  expect(Number(await over.getAttribute('data-odds'))).toBeLessThan(144);
  // What is not drawn yet is not covered.
  expect(await lowestCovered(over)).toBeLessThan(12);

  // The other overlay takes the place of the first while drawing goes on.
  const other = stage.getByRole('button', { name: 'Entropy' });
  await page.keyboard.press('Tab');
  await expect(other).toBeFocused();
  await page.keyboard.press('Space');
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(over).toHaveCount(1);
  await expect(over).toHaveAttribute('data-layer', 'entropy');
  await expect(number).toHaveText(/^\d+ % · \d+\.\d bits$/);
  expect(Number(await over.getAttribute('data-odds'))).toBeLessThan(144);
  const entropy = await glow(over);
  await toggle.click();
  await expect(over).toHaveAttribute('data-layer', 'probability');
  expect(await glow(over)).not.toEqual(entropy);

  await stage.getByRole('link', { name: 'Save PNG' }).waitFor();
  await expect(over).toHaveAttribute('data-odds', '144');
  expect(await lowestCovered(over)).toBe(12);
  const whole = Number.parseInt(await number.innerText(), 10);
  expect(whole).toBeGreaterThan(early);

  // Later: a picture that this page never saw being drawn, and the number of its whole.
  await page.reload();
  await page.getByRole('list', { name: 'Recent pictures' }).getByRole('button').click();
  await expect(over).toHaveAttribute('data-odds', '144');
  await expect(number).toHaveText(new RegExp(`^${whole} % `));
  await toggle.click();
  await expect(over).toHaveCount(0);
  await expect(number).toHaveCount(0);
});

test('each of several pictures side by side shows its own', async ({ page, start }) => {
  const studio = await start(serveFake({ grid: 8, side: 64, msPerRow: 60 }));
  await page.goto(studio.address);
  const stage = page.getByRole('region', { name: 'Stage' });
  await page.getByRole('slider', { name: 'Pictures' }).fill('3');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const tiles = stage.getByRole('listitem');
  await expect(tiles).toHaveCount(3);
  const before = await tiles.first().boundingBox();
  await stage.getByRole('button', { name: 'Confidence' }).click();
  await expect(stage.locator(canvasOver)).toHaveCount(3);
  expect(await tiles.first().boundingBox()).toEqual(before);
  for (const tile of await tiles.all()) {
    await expect(tile.locator(canvasOver)).toHaveAttribute('data-odds', '64');
    await expect(tile).toHaveText(/^\d+ %$/);
  }
  await stage.getByRole('button', { name: 'Entropy' }).click();
  for (const tile of await tiles.all()) {
    await expect(tile.locator(canvasOver)).toHaveAttribute('data-layer', 'entropy');
    await expect(tile).toHaveText(/^\d+\.\d bits$/);
  }
  // It stays as it was chosen.
  await page.reload();
  await expect(stage.getByRole('button', { name: 'Entropy' })).toHaveCount(0);
  await page.getByRole('list', { name: 'Recent pictures' }).getByRole('button').first().click();
  await expect(stage.locator(canvasOver)).toHaveAttribute('data-layer', 'entropy');
});

test('where nothing is shown while it is drawn, how sure the model is still is', async ({
  page,
  start,
}) => {
  const studio = await start(serveFake({ grid: 8, side: 64, msPerRow: 1_500 }));
  await page.goto(studio.address);
  const stage = page.getByRole('region', { name: 'Stage' });
  await page.getByText('Off', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await stage.getByRole('button', { name: 'Confidence' }).click();
  const over = stage.locator(canvasOver);
  await expect(over).not.toHaveAttribute('data-odds', '0');
  await expect(stage.locator('figure canvas').first()).toHaveAttribute('data-seq', '-1');
});

test('the number on the page of its making follows the moment that is shown', async ({
  page,
  start,
}) => {
  const studio = await start(serveFake({ grid: 8, side: 64 }));
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('link', { name: 'How it was drawn' }).click();
  const facts = page.getByRole('complementary', { name: 'Facts' });
  const percent = async (sentence: RegExp) => {
    const said = await facts.getByText(sentence).innerText();
    return Number(/(\d+) %/.exec(said)![1]);
  };
  const whole = await percent(/^A token was chosen/);
  const scrubber = page.getByLabel('Moment of its making');
  await scrubber.fill('8');
  expect(await percent(/^So far, a token was chosen/)).toBeLessThan(whole);
  await scrubber.fill('0');
  await expect(facts.getByText('Nothing is chosen yet.')).toBeVisible();
  await scrubber.fill('64');
  expect(await percent(/^A token was chosen/)).toBe(whole);
});

/** @returns How many rows of tokens, from the first, have something laid over them. */
async function lowestCovered(over: Locator): Promise<number> {
  const { width, data } = await pixels(over);
  const last = data.findLastIndex((value, at) => at % 4 === 3 && value > 0);
  return Math.ceil((last + 1) / 4 / width);
}

/** @returns What is laid over the first token, as RGBA. */
async function glow(over: Locator): Promise<readonly number[]> {
  return (await pixels(over)).data.slice(0, 4);
}

function pixels(over: Locator): Promise<{ width: number; data: number[] }> {
  return over.evaluate((element) => {
    const canvas = element as unknown as {
      width: number;
      height: number;
      getContext(kind: '2d'): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    };
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return { width, data: [...data] };
  });
}
