import type { Locator, Page } from '@playwright/test';
import { test } from './first-start.ts';
import { viewer } from './gallery-room.ts';
import { canvasEquals, expect, serveStarter, watchCanvas } from './served.ts';

const recent = (page: Page): Locator =>
  page.getByRole('list', { name: 'Recent pictures' }).locator('img');
const grid = (page: Page): Locator => page.getByRole('grid', { name: /^Pictures/ });
const room = (page: Page, name: string): Promise<void> =>
  page.locator(`nav a[href="#${name}"]`).first().click();

async function draw(page: Page, prompt: string): Promise<void> {
  await page.locator('#prompt').fill(prompt);
  await page.locator('#prompt').press('Control+Enter');
}

test('the starter’s pictures: drawn, waited for, found, thrown away, compared, drawn again', async ({
  page,
  start,
  dataFolder,
}) => {
  const seen = await watchCanvas(page);
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  let bananas = '';

  await test.step('a picture develops in order and ends as the saved file', async () => {
    await page.getByText('Every row').click();
    await draw(page, 'three bananas');
    const save = page.getByRole('link', { name: 'Save PNG' });
    await save.waitFor();
    const frames = await seen();
    const seqs = frames.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    const last = frames.at(-1)!;
    expect(last).toMatchObject({ final: true, height: last.side });
    for (const { height, side, tokensDone } of frames) {
      expect(height / side).toBeLessThanOrEqual(tokensDone / last.tokensDone);
    }
    bananas = /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
    expect(await canvasEquals(page, bananas)).toBe(true);
  });

  await test.step('others wait in the queue, and are drawn when it goes on', async () => {
    await page.getByRole('button', { name: 'Queue' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.keyboard.press('Escape');
    for (const prompt of ['빨간 자동차', 'a cat and a pizza']) await draw(page, prompt);
    await page.getByRole('button', { name: 'Queue: 2' }).click();
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await page.keyboard.press('Escape');
    await expect(recent(page)).toHaveCount(3);
  });

  await test.step('a prompt is found by a part of a Korean word', async () => {
    await room(page, 'gallery');
    await expect(grid(page)).toHaveAccessibleName('Pictures, 3');
    await page.getByRole('searchbox').fill('동차');
    await expect(grid(page)).toHaveAccessibleName('Pictures, 1');
    await page.getByRole('searchbox').fill('');
    await expect(grid(page)).toHaveAccessibleName('Pictures, 3');
  });

  await test.step('two are compared', async () => {
    await grid(page).focus();
    await page.keyboard.press('Control+a');
    await grid(page)
      .getByRole('gridcell')
      .first()
      .click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'Compare' }).click();
    const compare = page.getByRole('dialog', { name: 'Compare' });
    await expect(compare.getByRole('row', { name: /빨간 자동차/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(compare).toBeHidden();
    await page.keyboard.press('Escape');
  });

  await test.step('one goes to the trash and comes back', async () => {
    await grid(page)
      .getByRole('gridcell')
      .first()
      .click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    await expect(grid(page)).toHaveAccessibleName('Pictures, 2');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(grid(page)).toHaveAccessibleName('Pictures, 3');
    await page.keyboard.press('Escape');
  });

  await test.step('its settings draw the same picture again', async () => {
    await grid(page).getByRole('gridcell').last().click();
    await viewer(page).getByRole('button', { name: 'Everything' }).click();
    await expect(page.locator('#prompt')).toHaveValue('three bananas');
    await page.locator('#prompt').press('Control+Enter');
    await expect(recent(page)).toHaveCount(4);
    await expect.poll(() => canvasEquals(page, bananas)).toBe(true);
  });

  await test.step('many are stopped on their way, and what was drawn is kept', async () => {
    await page.getByRole('slider', { name: 'Pictures' }).fill('8');
    await draw(page, 'two red apples');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByTestId('progress')).toHaveText(/Kept as far as it is|Stopped/);
    await expect(page.getByRole('button', { name: 'Draw', exact: true })).toBeVisible();
    await room(page, 'gallery');
    await expect.poll(async () => grid(page).getByRole('gridcell').count()).toBeLessThan(12);
  });

  await test.step('in another language it is the same studio', async () => {
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: '한국어' });
    await expect(page.getByRole('grid', { name: /^그림/ })).toBeVisible();
    await room(page, 'draw');
    await expect(page.getByRole('textbox', { name: '프롬프트' })).toHaveValue('two red apples');
  });
});

test('from the first prompt to the gallery and back by keys alone', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStarter(dataFolder));
  await page.goto(studio.address);
  const tabTo = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.locator(':focus-visible').and(target).isVisible()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('Expected to reach it with Tab.');
  };
  await tabTo(page.locator('#prompt'));
  await page.keyboard.type('a cat and a pizza on a blue background');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  await tabTo(page.getByRole('link', { name: 'Gallery' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('grid', { name: 'Pictures, 1' }));
  await page.keyboard.press('Enter');
  await expect(viewer(page).getByText('a cat and a pizza on a blue background')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid', { name: 'Pictures, 1' })).toBeFocused();
});
