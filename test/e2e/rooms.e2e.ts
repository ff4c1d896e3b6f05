import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seriousIn } from './axe.ts';
import { expect, runScript, serveFake, serveStudio, test as base } from './served.ts';

interface WorkerFixtures {
  /** A checkpoint whose build takes long enough to be watched and cancelled. */
  readonly checkpoint: string;
}

const test = base.extend<{ readonly dataFolder: string }, WorkerFixtures>({
  checkpoint: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-checkpoint-'));
      const checkpoint = join(folder, 'Janus-Test');
      await runScript(join(import.meta.dirname, 'make-slow-janus.ts'), checkpoint);
      await writeFile(join(checkpoint, 'LICENSE'), 'A LICENCE TO TEST\n\nDo as you like.\n');
      await use(checkpoint);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-rooms-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

async function lookAt(page: Page, folder: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Checkpoint folder' }).fill(folder);
  await page.keyboard.press('Enter');
}

test('a model is built, watched, cancelled, built again, chosen, checked, removed and brought back', async ({
  page,
  start,
  checkpoint,
  dataFolder,
}) => {
  test.setTimeout(300_000);
  const studio = await start(serveStudio(dataFolder));
  const models = join(dataFolder, 'models');
  await page.goto(studio.address);
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.getByRole('heading', { name: 'No model yet' })).toBeVisible();

  await page.getByRole('button', { name: 'Build a model' }).click();
  await lookAt(page, 'not a path');
  await expect(page.getByRole('alert')).toContainText('Type the whole path');
  await lookAt(page, '/nowhere/at/all');
  await expect(page.getByRole('alert')).toContainText('There is no such folder');
  await lookAt(page, tmpdir());
  await expect(page.getByRole('alert')).toContainText('does not hold a whole Janus checkpoint');
  await lookAt(page, checkpoint);
  await expect(page.getByText('Janus-Test · draws 64 × 64 px')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Text of the licence' })).toContainText(
    'A LICENCE TO TEST',
  );
  expect(await seriousIn(page)).toEqual([]);

  const build = page.getByRole('button', { name: 'Build', exact: true });
  await expect(build).toBeDisabled();
  await expect(page.getByText('Accept the licence first.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'I accept this licence' }).check();
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('Not A Name');
  await expect(build).toBeDisabled();
  await name.fill('mine');
  await page.getByRole('radio', { name: /^int4/ }).check();
  await build.click();

  // It goes on in the studio, whatever the page does.
  await expect(page.getByRole('heading', { name: 'Building mine, int4' })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'No model yet' })).toBeVisible();
  expect(await readdir(models)).toEqual([]);

  for (const [id, precision] of [
    ['mine', 'fp32'],
    ['small', 'int4'],
  ] as const) {
    await page.getByRole('button', { name: 'Build a model' }).click();
    await lookAt(page, checkpoint);
    await page.getByRole('checkbox', { name: 'I accept this licence' }).check();
    await page.getByRole('radio', { name: new RegExp(`^${precision}`) }).check();
    await name.fill(id);
    await build.click();
    await expect(page.getByRole('heading', { name: `${id} is ready.` })).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
  }

  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(2);
  const mine = page.getByRole('article', { name: 'mine' });
  await expect(mine).toContainText('not drawn with yet');
  await expect(mine).toContainText('Every graph ran when it was built.');
  await expect(page.getByRole('article', { name: 'small' })).toContainText('In use');
  await page.getByRole('button', { name: 'Use mine' }).click();
  await expect(mine).toContainText('In use');

  await page.getByRole('button', { name: 'Check mine' }).click();
  await expect(mine).toContainText('All files are whole and every graph ran.');
  await page.getByRole('button', { name: 'Remove mine' }).click();
  await expect(page.getByRole('button', { name: 'Bring mine back' })).toBeFocused();
  await expect(page.getByRole('article', { name: 'small' })).toContainText('In use');
  expect(await seriousIn(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(mine).toContainText('In use');
  await expect(page.getByRole('button', { name: 'Remove mine' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove small' }).click();
  await page.getByRole('button', { name: 'Delete small now' }).click();
  await expect(page.getByRole('region', { name: 'Removed' })).toHaveCount(0);
  expect((await readdir(models)).sort()).toEqual(['chosen', 'mine']);

  // The chosen model draws, and its speed is told.
  await page.getByRole('link', { name: 'Draw' }).click();
  await page.locator('#prompt').fill('a boat');
  await page.locator('#prompt').press('Control+Enter');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(mine).toContainText(/about \d+ s a picture here/);
});

test('language, theme and motion are set in one place, and remembered', async ({ page, start }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const studio = await start(serveFake());
  await page.goto(studio.address);
  await page.getByRole('link', { name: 'Settings' }).click();
  const background = (): Promise<string> =>
    page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  const light = await background();
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await background()).not.toBe(light);
  await page.getByText('Reduced', { exact: true }).click();
  await page.getByText('Every row').click();
  await page.locator('label', { hasText: '한국어' }).click();
  await expect(page.getByRole('heading', { name: '설정' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '설정' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await page.getByRole('link', { name: '그리기' }).click();
  await expect(page.getByRole('radio', { name: '줄마다' })).toBeChecked();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`settings have nothing in people's way, says axe, in ${colorScheme}`, async ({
    page,
    start,
  }) => {
    await page.emulateMedia({ colorScheme });
    const studio = await start(serveFake());
    await page.goto(`${studio.address}#settings`);
    await page.getByRole('button', { name: 'Make a report' }).click();
    await page.getByRole('button', { name: 'Save' }).waitFor();
    await page.getByText('Parts by others').click();
    await page.getByText('@fontsource-variable/inter').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    await page.setViewportSize({ width: 900, height: 700 });
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('article').waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });
}

test('a report is shown before it is saved, and what is saved is what was shown', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText(dataFolder, { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Make a report' }).click();
  const report = page.getByRole('region', { name: 'Report' });
  await expect(report).toContainText('ONNX Runtime');
  await expect(report).toContainText('CPU: yes');
  await expect(report).toContainText(/Janus Studio [\d.]+ opens/);
  await expect(report).toContainText('Language en, theme system');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^janus-studio-\d{4}-\d\d-\d\d\.txt$/);
  expect(await readFile(await download.path(), 'utf8')).toBe(await report.textContent());
});

test('a question mark shows the shortcuts anywhere but where it is being written', async ({
  page,
  start,
}) => {
  const studio = await start(serveFake());
  await page.goto(studio.address);
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.locator('#prompt').press('?');
  expect(await page.locator('#prompt').inputValue()).toBe('?');
  await expect(sheet).toBeHidden();
  const models = page.getByRole('link', { name: 'Models' });
  await models.press('?');
  await expect(sheet).toContainText('Draw what the prompt says');
  expect(await seriousIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(models).toBeFocused();
  await models.press('Enter');
  await page.getByRole('article').waitFor();
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
});

test('both rooms are walked by keyboard alone, and the focus is always seen', async ({
  page,
  start,
}) => {
  const studio = await start(serveFake());
  await page.goto(`${studio.address}#models`);
  await page.getByRole('article').waitFor();
  const focused = (): Promise<{ name: string; ring: boolean }> =>
    page.evaluate(`(() => {
      const element = document.activeElement;
      if (element === document.body) return { name: 'outside', ring: true };
      const rings = [element, element.parentElement];
      const ring = rings.some((each) => parseFloat(getComputedStyle(each).outlineWidth) > 0
        && getComputedStyle(each).outlineStyle !== 'none');
      const name = element.getAttribute('aria-label') || element.parentElement.textContent;
      return { name: element.matches('button, a, summary') && !element.hasAttribute('aria-label')
        ? element.textContent : name, ring };
    })()`);
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await focused();
      expect(at, at.name).toMatchObject({ ring: true });
      if (at.name === name) return;
    }
    throw new Error(`Expected to reach "${name}" with Tab.`);
  };
  await tabTo('Build a model');
  await tabTo('Check tiny');
  await page.keyboard.press('Enter');
  await expect(page.getByText('All files are whole and every graph ran.')).toBeVisible();
  await tabTo('Remove tiny');
  await tabTo('Settings');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await tabTo('English');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Light', exact: true }).first()).toBeChecked();
  await tabTo('Make a report');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Report' })).toContainText('All is well.');
});
