import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { say, type Locale } from '../../renderer/i18n/text.ts';
import { coveredIn } from './covered.ts';
import { test as inGallery, viewer } from './gallery-room.ts';
import { expect, serveFake, serveStudio, serveTalking, test } from './served.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 700 },
  { width: 480, height: 640 },
];

/** Nothing lies on a control once all has come to rest, in windows of every width. */
async function expectFree(page: Page, place: string, windows = sizes): Promise<void> {
  for (const size of windows) {
    await page.setViewportSize(size);
    await expect.poll(() => coveredIn(page), `${place}, ${size.width} px wide`).toEqual([]);
  }
}

const long = 'A lighthouse on a rocky shore at dusk, waves below, its lamp just lit. '.repeat(8);

for (const locale of ['en', 'ko'] as const satisfies readonly Locale[]) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale, reducedMotion: 'reduce' });

    test('help with the prompt leaves what ends a drawing free', async ({ page, start }) => {
      const studio = await start(serveFake({ msPerRow: 5000, help: long }));
      await page.goto(studio.address);
      const prompt = page.locator('#prompt');
      await prompt.fill('a lighthouse');
      await prompt.press('Control+Enter');
      await page.getByRole('progressbar').waitFor();
      await page.getByRole('button', { name: say(locale, 'help.title') }).click();
      await page.getByRole('button', { name: say(locale, 'help.expand') }).click();
      const panel = page.getByRole('region', { name: say(locale, 'help.title') });
      await panel.waitFor();
      await expectFree(page, 'while it is written');
      await panel.getByRole('button', { name: say(locale, 'help.use') }).waitFor();
      await expectFree(page, 'when it is there');
      await expect(page.getByRole('button', { name: say(locale, 'end.discard') })).toBeVisible();
      await panel.getByRole('button', { name: say(locale, 'help.close') }).click();
      await expect(panel).toBeHidden();
    });
  });
}

inGallery(
  'what was done to a picture is said beside what one looks at it with',
  async ({ page, gallery }) => {
    await gallery.grid.focus();
    await page.keyboard.press('Enter');
    await viewer(page).getByRole('button', { name: 'Favourite', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    await expectFree(page, 'a picture', sizes.slice(0, 2));
    await page.getByRole('button', { name: 'Undo' }).click();
  },
);

test('what the studio says unasked lies on nothing, in any room', async ({ page, start }) => {
  const folder = await mkdtemp(join(tmpdir(), 'janus-damaged-'));
  await writeFile(join(folder, 'studio.sqlite'), 'x'.repeat(10_000));
  const studio = await start(serveStudio(folder));
  await page.goto(studio.address);
  for (const room of ['draw', 'ask', 'gallery', 'models', 'settings']) {
    await page.goto(`${studio.origin}/#${room}`);
    await expect(page.getByRole('button', { name: 'Close this notice' })).toBeVisible();
    await expectFree(page, room);
  }
  await page.getByText('Details', { exact: true }).first().click();
  await expectFree(page, 'with its details');
  await studio.stop();
  await rm(folder, { recursive: true });
});

test('what was just done is said above the composer, however high it is', async ({
  page,
  start,
}) => {
  const studio = await start(serveTalking());
  await page.goto(studio.address);
  await page.goto(`${studio.origin}/#ask`);
  const question = page.locator('#question');
  await question.fill('say hello');
  await question.press('Enter');
  await expect(page.locator('article[aria-busy=false]')).toHaveText(/hello/);
  await page.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await question.fill('one line\n'.repeat(12));
  await expectFree(page, 'a conversation in the trash');
});
