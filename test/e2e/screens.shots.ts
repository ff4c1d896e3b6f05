import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveFake, test } from './served.ts';

/** Pictures of the page in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'ko' },
  { name: 'korean-dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'ko' },
  { name: 'chinese-light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'zh' },
] as const;

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: ${name}`, async ({ browser, start }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const help =
      'A lighthouse on a rocky shore at dusk, warm light on the waves, soft clouds, oil painting';
    const studio = await start(
      serveFake({ side: 96, grid: 24, msPerRow: 60, help, others: ['janus-pro-1b'] }),
    );
    await page.goto(studio.address);
    await page.getByRole('figure').waitFor();
    await shoot(page, `${name}-0-empty`);

    const prompt = page.locator('#prompt');
    await prompt.fill(
      '저녁 바다 위의 해, 등대가 있는 풍경\na sunset over the sea, seen from a lighthouse',
    );
    await prompt.press('Control+Enter');
    await page.locator('figure canvas:not([data-tokens="0"])').waitFor();
    await page.waitForTimeout(500);
    await shoot(page, `${name}-1-drawing`);

    for (let more = 0; more < 2; more += 1) await prompt.press('Control+Enter');
    await page.locator('form button[popovertarget]').last().click();
    await page.waitForTimeout(300);
    await shoot(page, `${name}-2-queue`);
    await page.keyboard.press('Escape');
    await page.locator('ul img').nth(2).waitFor();
    await page.locator('a[download]').waitFor();
    await shoot(page, `${name}-3-saved`);
    await page.locator('form button[popovertarget]').first().click();
    await shoot(page, `${name}-4-help`);
    await page.locator('[popover]:popover-open button').first().click();
    await page.locator('form section button').nth(1).waitFor();
    await shoot(page, `${name}-5-helped`);
    if (width < 1100) {
      await page.locator('button[aria-haspopup="dialog"]').click();
      await shoot(page, `${name}-6-settings`);
    }
    await context.close();
  });
}

test('looks: states', async ({ page, start }) => {
  const none = await start(serveFake({ model: false }));
  await page.goto(none.address);
  await page.getByRole('status').waitFor();
  await shoot(page, 'state-no-model');

  const failing = await start(
    serveFake({
      failure: { code: 'engine-stopped', message: 'The engine stopped with signal SIGSEGV.' },
    }),
  );
  await page.goto(failing.address);
  await page.locator('#prompt').fill('a boat');
  await page.locator('#prompt').press('Control+Enter');
  await page.getByText('Details').click();
  await shoot(page, 'state-failed');

  await failing.stop();
  await page.getByText('The studio does not answer').first().waitFor();
  await shoot(page, 'state-lost');

  const several = await start(serveFake({ side: 384, grid: 24, msPerRow: 40 }));
  await page.goto(several.address);
  await page.getByRole('slider', { name: 'Pictures' }).fill('4');
  await page.locator('#prompt').fill('a boat '.repeat(300));
  await page.locator('#prompt').press('Control+Enter');
  await page.getByText('Picture 2 of 4').waitFor();
  await page.waitForTimeout(600);
  await shoot(page, 'state-several-long-prompt');
  await page.getByRole('list', { name: 'Recent pictures' }).getByRole('button').first().click();
  await shoot(page, 'state-several-other-chosen');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Back to the drawing').click();
  await page.getByText(/Stopped\. \d of 4 saved\. ·/).waitFor();
  await shoot(page, 'state-stopped');
});

test('looks: bad days', async ({ page, start }) => {
  const folder = await mkdtemp(join(tmpdir(), 'janus-shots-'));
  const first = await start(serveFake({ folder, side: 96, grid: 24, msPerRow: 400 }));
  await page.goto(first.address);
  for (const prompt of ['a boat on a quiet sea', 'a lighthouse', 'an owl in the snow']) {
    await page.locator('#prompt').fill(prompt);
    await page.locator('#prompt').press('Control+Enter');
  }
  await page.getByRole('button', { name: 'Queue: 3' }).waitFor();
  await first.kill();
  const second = await start(serveFake({ folder, side: 96, grid: 24, msPerRow: 400 }));
  await page.goto(second.address);
  await page.getByText('did not end as it should').waitFor();
  await page.getByRole('button', { name: 'Queue: 3' }).click();
  await shoot(page, 'state-after-crash');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText(/96 \/ 576/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('list', { name: 'Recent pictures' }).locator('img').first().waitFor();
  await page.getByRole('list', { name: 'Recent pictures' }).getByRole('button').last().click();
  await shoot(page, 'state-partial');
  await page.locator('form button[popovertarget]').first().click();
  await page.getByRole('button', { name: 'Say more' }).click();
  await page.getByText('starter model').waitFor();
  await shoot(page, 'state-help-unable');
  await second.stop();
  await rm(folder, { recursive: true });
});
