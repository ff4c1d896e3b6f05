import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { viewer } from './gallery-room.ts';
import {
  canvasEquals,
  expect,
  serveStarter,
  test as base,
  watchCanvas,
  type Served,
} from './served.ts';

/** One studio for all of them, on a data folder that was empty: the starter is built once. */
const test = base.extend<object, { readonly studio: Served }>({
  studio: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-starter-'));
      const served = await serveStarter(folder);
      await use(served);
      await served.stop();
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});
test.describe.configure({ mode: 'default' });

const strip = (page: Page): Locator =>
  page.getByRole('list', { name: 'Recent pictures' }).getByRole('button');
const progress = (page: Page): Locator => page.getByTestId('progress');

/** Draws a picture to its end. @returns Its id. */
async function draw(page: Page, prompt: string): Promise<string> {
  await page.locator('#prompt').fill(prompt);
  await page.locator('#prompt').press('Control+Enter');
  await page
    .getByRole('img', { name: `Picture: ${prompt}` })
    .first()
    .waitFor();
  const save = page.getByRole('link', { name: 'Save PNG' });
  return /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
}

test('the starter’s picture comes in order and ends as the saved file; stop and the queue', async ({
  page,
  studio,
}) => {
  const seen = await watchCanvas(page);
  await page.goto(studio.address);
  await page.getByText('Every row').click();
  const id = await draw(page, 'a cat and a pizza');
  expect(await canvasEquals(page, id)).toBe(true);
  const frames = await seen();
  expect(frames.length).toBeGreaterThanOrEqual(3);
  for (const [at, { seq, tokensDone, height, side, paintedHeight }] of frames.entries()) {
    expect(seq).toBeGreaterThan(frames[at - 1]?.seq ?? -1);
    expect(tokensDone).toBeGreaterThanOrEqual(frames[at - 1]?.tokensDone ?? 0);
    expect(height / side).toBe(tokensDone / 144);
    expect(paintedHeight).toBeLessThanOrEqual(height);
  }
  expect(frames.at(-1)).toMatchObject({ final: true, tokensDone: 144, paintedHeight: 96 });

  // Eight of them, so that there is something to stop.
  await page.getByRole('slider', { name: 'Pictures' }).fill('8');
  await page.locator('#prompt').fill('a frog');
  await page.locator('#prompt').press('Control+Enter');
  await expect(progress(page)).toHaveText(/[1-9]\d* \/ 144/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(progress(page)).toHaveText(/^Stopped\. [1-7] of 8 saved\./);
  const kept = Number(/(\d) of 8/.exec(await progress(page).innerText())![1]);
  await expect(strip(page)).toHaveCount(1 + kept);

  await page.getByRole('slider', { name: 'Pictures' }).fill('1');
  await page.getByRole('button', { name: 'Queue' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.keyboard.press('Escape');
  for (const prompt of ['a bus', 'a car', 'a tree']) {
    await page.locator('#prompt').fill(prompt);
    await page.locator('#prompt').press('Control+Enter');
  }
  await page.getByRole('button', { name: 'Queue: 3' }).click();
  const panel = page.getByRole('dialog', { name: 'Queue' });
  const tree = panel.getByRole('listitem').filter({ hasText: 'a tree' });
  await tree.getByRole('button', { name: 'To the front' }).click();
  await expect(panel.getByRole('listitem').first()).toContainText('a tree');
  await panel.getByRole('button', { name: 'Go on' }).click();
  await page.keyboard.press('Escape');
  await expect(strip(page)).toHaveCount(4 + kept);
  for (const [at, prompt] of ['a car', 'a bus', 'a tree'].entries()) {
    await expect(strip(page).nth(at)).toHaveAccessibleName(`Picture: ${prompt}`);
  }
});

test('what the starter drew is found in Korean, trashed and back, compared, recalled', async ({
  page,
  studio,
}) => {
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Seed' }).fill('11');
  await draw(page, '노란 배경의 강아지');
  await page.getByRole('textbox', { name: 'Seed' }).fill('12');
  await draw(page, '파란 배경의 강아지');

  await page.getByRole('link', { name: 'Gallery' }).click();
  const grid = page.getByRole('grid');
  const cells = grid.getByRole('gridcell');
  await page.getByRole('searchbox').fill('강아');
  await expect(grid).toHaveAccessibleName('Pictures, 2');
  await expect(cells).toHaveCount(2);

  await cells.nth(0).click({ modifiers: ['Control'] });
  await cells.nth(1).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Compare' }).click();
  const compare = page.getByRole('dialog', { name: 'Compare' });
  await expect(compare.getByRole('row', { name: 'Seed 12 11' })).toBeVisible();
  await expect(compare.getByRole('row', { name: /^Model/ })).toBeHidden();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'To the trash' }).click();
  await expect(cells).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(grid).toHaveAccessibleName('Pictures, 2');

  await page.getByRole('searchbox').fill('노란 강아');
  await expect(grid).toHaveAccessibleName('Pictures, 1');
  await expect(cells).toHaveCount(1);
  await cells.click();
  await viewer(page).getByRole('button', { name: 'Everything' }).click();
  await expect(page.locator('#prompt')).toHaveValue('노란 배경의 강아지');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('11');

  await page.goto(`${studio.origin}/#settings`);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('한국어');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.goto(`${studio.origin}/#draw`);
  await expect(page.getByRole('button', { name: '그리기' })).toBeVisible();
});

test('the keyboard alone leads from the prompt to the starter’s picture in the gallery', async ({
  page,
  studio,
}) => {
  await page.goto(studio.address);
  await expect(page.locator('#prompt')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('a penguin on a pink background');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();

  await tabTo(page, page.getByRole('link', { name: 'Gallery' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('searchbox'), 'Tab');
  await page.keyboard.type('pink');
  const grid = page.getByRole('grid', { name: 'Pictures, 1' });
  await grid.waitFor();
  await tabTo(page, grid, 'Tab');
  await page.keyboard.press('Enter');
  await expect(viewer(page)).toHaveAccessibleName(/a penguin on a pink background/);
  await page.keyboard.press('Escape');
  await expect(grid).toBeFocused();
});

async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  const focused = page.locator(':focus').and(wanted);
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press(key);
    if ((await focused.count()) > 0) return;
  }
  throw new Error(`Expected to reach ${wanted.toString()} with ${key}.`);
}
