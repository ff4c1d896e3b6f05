import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  canvasEquals,
  expect,
  runScript,
  runStudio,
  serveStudio,
  test as base,
  watchCanvas,
} from './served.ts';

interface Fixtures {
  /** A data folder of the test's own, with a tiny model. */
  readonly dataFolder: string;
}

interface WorkerFixtures {
  /** A data folder with a model that can be watched, built through the terminal host; to be copied. */
  readonly built: string;
}

const test = base.extend<Fixtures, WorkerFixtures>({
  built: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-e2e-'));
      const [checkpoint, data] = [join(folder, 'checkpoint'), join(folder, 'data')];
      await runScript(join(import.meta.dirname, 'make-slow-janus.ts'), checkpoint);
      await runStudio('models', 'build', checkpoint, '--id', 'tiny', '--data', data);
      await use(data);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  dataFolder: async ({ built }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-e2e-data-'));
    await cp(built, folder, { recursive: true });
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

// In one worker, so that the model is built once.
test.describe.configure({ mode: 'default' });

async function draw(page: Page, prompt: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: 'Draw' }).click();
}

test('a picture develops in order, never ahead, and ends as the saved file', async ({
  page,
  start,
  dataFolder,
}) => {
  const seen = await watchCanvas(page);
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const studio = await start(serveStudio(dataFolder));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== studio.origin && protocol.startsWith('http')) foreign.push(request.url());
  });

  await page.goto(studio.address);
  expect(page.url()).toBe(`${studio.origin}/`);
  await page.getByText('Every row').click();
  await draw(page, 'a small boat on a quiet sea');
  const save = page.getByRole('link', { name: 'Save PNG' });
  await save.waitFor();

  const frames = await seen();
  const developing = frames.filter(({ final }) => !final);
  expect(developing.length).toBeGreaterThanOrEqual(2);
  const seqs = frames.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  const last = frames.at(-1)!;
  expect(last).toMatchObject({ final: true, height: last.side });
  for (const frame of developing) {
    expect(frame.height / frame.side).toBeLessThanOrEqual(frame.tokensDone / last.tokensDone);
    expect(frame.paintedHeight).toBeLessThanOrEqual(frame.height);
  }

  const id = /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
  expect(await canvasEquals(page, id)).toBe(true);
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
  expect(studio.stdout().trim().split('\n')).toHaveLength(1);
});

test('several pictures of one job have consecutive seeds and are all saved', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Seed' }).fill('41');
  await page.getByRole('slider', { name: 'Pictures' }).fill('3');
  await draw(page, 'a boat');
  const strip = page.getByRole('list', { name: 'Recent pictures' });
  await expect(strip.locator('img')).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Stage' }).locator('canvas')).toHaveCount(3);
  await expect(page.getByRole('checkbox', { name: 'Keep this seed' })).toBeChecked();
  await page.getByRole('button', { name: 'Picture 3 of 3' }).click();
  await expect(page.getByText('Seed 43')).toBeVisible();
  await strip.getByRole('button').first().click();
  await expect(page.getByText('Seed 41')).toBeVisible();
  await page.getByRole('button', { name: 'All side by side' }).click();
  await expect(page.getByRole('button', { name: 'Picture 1 of 3' })).toBeVisible();
});

test('a picture has its place and its size before it is there, and keeps both to its end', async ({
  page,
  start,
  dataFolder,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByText('Every row').click();
  // Where the first one is over, all that stands around a picture is known: its size is, too.
  await draw(page, 'a boat');
  const save = page.getByRole('link', { name: 'Save PNG' });
  await save.waitFor();
  await draw(page, 'another boat');
  await expect(save).toBeHidden();
  const canvas = page.locator('figure canvas');
  const before = await canvas.boundingBox();
  await page.locator('figure canvas:not([data-tokens="0"])').waitFor();
  expect(await canvas.boundingBox()).toEqual(before);
  await save.waitFor();
  expect(await canvas.boundingBox()).toEqual(before);
});

test('Stop keeps the picture as far as it is, and the next one works', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByText('Every row').click();
  await draw(page, 'a boat');
  await page.locator('figure canvas:not([data-tokens="0"])').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByTestId('progress')).toHaveText(/Stopped. Kept as far as it is/);
  await expect(page.locator('#prompt')).toBeFocused();
  const save = page.getByRole('link', { name: 'Save PNG' });
  const id = /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
  const canvas = page.locator('figure canvas');
  const [tokens, height] = await Promise.all([
    canvas.getAttribute('data-tokens'),
    canvas.getAttribute('data-height'),
  ]);
  expect(Number(tokens)).toBeLessThan(256);
  expect(Number(height)).toBe(Number(tokens) / 4);
  expect(await canvasEquals(page, id)).toBe(true);
  await draw(page, 'another boat');
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(2);
});

test('Discard keeps nothing of it', async ({ page, start, dataFolder }) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await draw(page, 'a boat');
  await page.locator('figure canvas:not([data-tokens="0"])').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByTestId('progress')).toHaveText(/Stopped. Nothing was kept/);
  await draw(page, 'another boat');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(1);
});

test('a page that is reloaded while it draws loses nothing', async ({
  page,
  start,
  dataFolder,
}) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByRole('slider', { name: 'Pictures' }).fill('8');
  await draw(page, 'a boat');
  await page.getByText(/\d+ \/ \d+/).waitFor();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Picture 8 of 8', exact: true })).toBeVisible();
  await expect(page.getByTestId('progress')).toHaveText(/Picture \d of 8/);
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(8, {
    timeout: 90_000,
  });
  await expect(page.getByTestId('progress')).toHaveText('Saved');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('a boat');
});

test('a model that is installed while the page is open is noticed', async ({
  page,
  start,
  built,
  dataFolder,
}) => {
  await rm(join(dataFolder, 'models'), { recursive: true });
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await expect(page.getByText('No model is installed yet')).toBeVisible();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
  await cp(join(built, 'models'), join(dataFolder, 'models'), { recursive: true });
  await expect(page.getByRole('button', { name: 'Draw' })).toBeEnabled();
});

test('a double click on Draw draws', async ({ page, start, dataFolder }) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
  await page.getByRole('button', { name: 'Draw' }).dblclick();
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(1);
});

test('Ctrl+C ends the studio cleanly while it draws', async ({ page, start, dataFolder }) => {
  const studio = await start(serveStudio(dataFolder));
  await page.goto(studio.address);
  await page.getByRole('slider', { name: 'Pictures' }).fill('8');
  await draw(page, 'a boat');
  await page.getByText(/\d+ \/ \d+/).waitFor();
  expect(await studio.stop()).toBe(0);
  expect(studio.stdout().trim().split('\n')).toHaveLength(1);
  await expect(page.getByText('The studio does not answer').first()).toBeVisible();
});
