import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, serveFake, test } from './served.ts';

async function ask(page: Page, prompt: string): Promise<void> {
  await page.locator('#prompt').fill(prompt);
  await page.locator('#prompt').press('Control+Enter');
}

const saved = (page: Page): Locator =>
  page.getByRole('list', { name: 'Recent pictures' }).locator('img');

/** The prompts in the queue's popover, which is open. */
const waiting = (page: Page): Promise<string[]> =>
  page.getByRole('dialog', { name: 'Queue' }).locator('li p:first-child').allTextContents();

test.describe('the queue', () => {
  test('takes pictures while one is drawn, in an order that can be changed', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await page.getByRole('button', { name: 'Queue' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.keyboard.press('Escape');
    for (const prompt of ['a', 'b', 'c', 'd']) await ask(page, prompt);
    await page.getByRole('button', { name: 'Queue: 4' }).click();
    const panel = page.getByRole('dialog', { name: 'Queue' });
    const entry = (prompt: string): Locator =>
      panel.getByRole('listitem').filter({ has: page.getByText(prompt, { exact: true }) });
    await entry('d').getByRole('button', { name: 'To the front' }).click();
    await expect.poll(() => waiting(page)).toEqual(['d', 'a', 'b', 'c']);
    await entry('b').getByRole('button', { name: 'Down' }).click();
    await expect.poll(() => waiting(page)).toEqual(['d', 'a', 'c', 'b']);
    await entry('c').getByRole('button', { name: 'Take out of the queue' }).click();
    await expect.poll(() => waiting(page)).toEqual(['d', 'a', 'b']);
    await expect(panel.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => waiting(page)).toEqual(['d', 'a', 'b', 'c']);
    await panel.getByRole('button', { name: 'Go on' }).click();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await expect(saved(page)).toHaveCount(4);
    const names = page.getByRole('list', { name: 'Recent pictures' }).getByRole('button');
    await expect(names.nth(0)).toHaveAccessibleName('Picture: c');
    await expect(names.nth(3)).toHaveAccessibleName('Picture: d');
  });

  test('pauses and goes on, and says so where Draw is', async ({ page, start }) => {
    const studio = await start(serveFake({ msPerRow: 60 }));
    await page.goto(studio.address);
    await page.getByRole('button', { name: 'Queue' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.keyboard.press('Escape');
    await expect(page.locator('#prompt-hint')).toContainText('The queue is paused');
    await ask(page, 'a boat');
    const line = page.getByRole('status').filter({ hasText: 'The queue is paused' });
    await expect(line).toBeVisible();
    await expect(saved(page)).toHaveCount(0);
    await line.getByRole('button', { name: 'Go on' }).click();
    await expect(saved(page)).toHaveCount(1);
    await expect(line).toBeHidden();
  });

  test('survives the studio being killed: it waits, says why, and then draws', async ({
    page,
    start,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-queue-'));
    const first = await start(serveFake({ folder, msPerRow: 150 }));
    await page.goto(first.address);
    await ask(page, 'a boat');
    await ask(page, 'an owl');
    await page.getByRole('button', { name: 'Queue: 2' }).waitFor();
    await first.kill();
    const second = await start(serveFake({ folder, msPerRow: 20 }));
    await page.goto(second.address);
    const line = page.getByRole('status').filter({ hasText: 'did not end as it should' });
    await expect(line).toBeVisible();
    await expect(page.getByRole('button', { name: 'Queue: 2' })).toBeVisible();
    await line.getByRole('button', { name: 'Go on' }).click();
    await expect(saved(page)).toHaveCount(2);
    await second.stop();
    await rm(folder, { recursive: true });
  });

  test('what is asked for while the studio is starting is drawn once it has', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    let connect = (): void => undefined;
    const asked = new Promise<void>((resolve) => (connect = resolve));
    await page.routeWebSocket(/\/socket$/, async (socket) => {
      await asked;
      socket.connectToServer();
    });
    await page.goto(studio.address);
    await ask(page, 'a boat');
    await expect(page.getByText('The studio is starting')).toBeVisible();
    connect();
    await expect(saved(page)).toHaveCount(1);
  });

  test('a page that is reloaded goes on watching, and stops it', async ({ page, start }) => {
    const studio = await start(serveFake({ msPerRow: 1000 }));
    await page.goto(studio.address);
    await ask(page, 'a boat');
    await page.locator('figure canvas:not([data-tokens="0"])').waitFor();
    const before = await page.locator('figure canvas').getAttribute('data-tokens');
    await page.reload();
    const canvas = page.locator('figure canvas:not([data-tokens="0"])');
    await canvas.waitFor();
    expect(Number(await canvas.getAttribute('data-tokens'))).toBeGreaterThanOrEqual(Number(before));
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByTestId('progress')).toHaveText(/Kept as far as it is/);
    await expect(saved(page)).toHaveCount(1);
  });

  test('two windows watch one drawing, and what one ends has ended in both', async ({
    page,
    context,
    start,
  }) => {
    const studio = await start(serveFake({ msPerRow: 1000 }));
    await page.goto(studio.address);
    await ask(page, 'a boat');
    const other = await context.newPage();
    await other.goto(studio.address);
    await other.locator('figure canvas:not([data-tokens="0"])').waitFor();
    await other.getByRole('button', { name: 'Discard' }).click();
    for (const each of [page, other]) {
      await expect(each.getByTestId('progress')).toHaveText(/Nothing was kept/);
    }
    await page.close();
    await ask(other, 'an owl');
    await expect(saved(other)).toHaveCount(1);
  });

  test('nothing takes the view away: neither a new picture nor another window’s', async ({
    page,
    context,
    start,
  }) => {
    const studio = await start(serveFake({ msPerRow: 60 }));
    await page.goto(studio.address);
    await ask(page, 'a boat');
    await expect(saved(page)).toHaveCount(1);
    await ask(page, 'an owl');
    await page.getByRole('button', { name: 'Picture: a boat' }).click();
    const boat = page.getByRole('img', { name: 'Picture: a boat' });
    await expect(boat).toBeVisible();
    await expect(page.getByRole('button', { name: 'Show the new picture' })).toBeVisible();
    await expect(boat).toBeVisible();
    const other = await context.newPage();
    await other.goto(studio.address);
    await ask(other, 'a cat');
    await expect(saved(other)).toHaveCount(3);
    await expect(boat).toBeVisible();
    await page.getByRole('button', { name: 'Show the new picture' }).click();
    await expect(boat).toBeHidden();
  });

  test('a job that failed says why and can be tried again from the queue', async ({
    page,
    start,
  }) => {
    const failure = { code: 'engine-stopped', message: 'The engine stopped.' } as const;
    const studio = await start(serveFake({ msPerRow: 30, failure }));
    await page.goto(studio.address);
    await ask(page, 'a boat');
    await page.getByRole('button', { name: 'Queue: 1' }).click();
    const panel = page.getByRole('dialog', { name: 'Queue' });
    await expect(panel.getByText('The engine stopped while drawing')).toBeVisible();
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.getByText('The engine stopped while drawing')).toBeVisible();
    await panel.getByRole('button', { name: 'Take out of the queue' }).click();
    await expect(panel.getByText('Nothing waits')).toBeVisible();
  });
});

test.describe('the prompt box', () => {
  test('says why nothing can be drawn', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await page.locator('#prompt').fill('');
    await expect(page.locator('#prompt-hint')).toHaveText('Write what to draw.');
    await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
  });

  test('offers a first prompt, selected, to draw or to type over', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await expect(page.locator('#prompt')).toHaveValue('a rocket on a blue background');
    await expect(page.locator('#prompt')).toBeFocused();
    await expect
      .poll(() => page.evaluate<string>('getSelection().toString()'))
      .toBe('a rocket on a blue background');
    await page.keyboard.type('an owl');
    await expect(page.locator('#prompt')).toHaveValue('an owl');
  });

  test('walks through what was drawn with Alt+Up and Alt+Down', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    for (const [at, prompt] of ['one', 'two', 'three'].entries()) {
      await ask(page, prompt);
      await expect(saved(page)).toHaveCount(at + 1);
    }
    const prompt = page.locator('#prompt');
    await prompt.fill('a draft');
    for (const expected of ['three', 'two', 'one', 'one']) {
      await prompt.press('Alt+ArrowUp');
      await expect(prompt).toHaveValue(expected);
    }
    for (const expected of ['two', 'three', 'a draft']) {
      await prompt.press('Alt+ArrowDown');
      await expect(prompt).toHaveValue(expected);
    }
    await prompt.press('Alt+ArrowUp');
    await expect(prompt).toHaveValue('three');
    await prompt.press('Control+z');
    await expect(prompt).toHaveValue('a draft');
  });

  test('shows the model’s help before it is used, and Ctrl+Z takes it back', async ({
    page,
    start,
  }) => {
    const help = 'A lighthouse on a rocky shore at dusk';
    const studio = await start(serveFake({ help }));
    await page.goto(studio.address);
    const prompt = page.locator('#prompt');
    await prompt.fill('등대');
    await page.getByRole('button', { name: 'Help with the prompt' }).click();
    await page.getByRole('button', { name: 'Put it into English' }).click();
    await expect(page.getByText(help)).toBeVisible();
    await expect(prompt).toHaveValue('등대');
    await expect(page.getByRole('button', { name: 'Use this' })).toBeFocused();
    await page.getByRole('button', { name: 'Use this' }).click();
    await expect(prompt).toHaveValue(help);
    await expect(prompt).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(prompt).toHaveValue('등대');

    // Who writes on is not taken away from it, and Escape puts the help away.
    await page.getByRole('button', { name: 'Help with the prompt' }).click();
    await page.getByRole('button', { name: 'Put it into English' }).click();
    await prompt.focus();
    await expect(page.getByRole('button', { name: 'Use this' })).toBeVisible();
    await expect(prompt).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Use this' })).toBeHidden();
    await expect(prompt).toHaveValue('등대');
  });

  test('draws with the model that was chosen and the seed that was thrown', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake({ others: ['other'] }));
    await page.goto(studio.address);
    await page.getByRole('combobox', { name: 'Model' }).selectOption('other');
    await page.getByRole('button', { name: 'Another seed' }).click();
    const seed = await page.getByRole('textbox', { name: 'Seed' }).inputValue();
    await ask(page, 'a boat');
    await expect(page.getByText(`Seed ${seed}`)).toBeVisible();
    await expect(saved(page)).toHaveCount(1);
    await page.reload();
    await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('other');
    await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue(seed);
  });
});
