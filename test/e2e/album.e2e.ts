import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { openPromise } from 'yauzl';
import { seriousIn } from './axe.ts';
import { COUNT, test as base } from './gallery-room.ts';
import { expect } from './served.ts';

/** An album as somebody gets it: a folder on a disk, opened without any studio. */
interface Album {
  readonly page: Page;
  readonly viewer: Locator;
  /** What the page asked for that is not a file of the album, and what its policy refused. */
  readonly strayed: readonly string[];
}

const test = base.extend<{ readonly album: Album }>({
  album: async ({ page, gallery, browser }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-album-'));
    await gallery.grid.waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByText('Album', { exact: true }).click();
    await dialog.getByRole('textbox').fill('여름 앨범');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    await unzip(await download.path(), folder);

    const address = pathToFileURL(folder).href;
    const context = await browser.newContext({ offline: true });
    const strayed: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(`${address}/`)) strayed.push(request.url());
    });
    context.on('console', (message) => strayed.push(message.text()));
    const opened = await context.newPage();
    await opened.goto(`${address}/index.html`);
    await use({ page: opened, viewer: opened.locator('.viewer:target'), strayed });
    await context.close();
    await rm(folder, { recursive: true });
  },
});

async function unzip(file: string, folder: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const place = join(folder, entry.fileName);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, await buffer(await zip.openReadStreamPromise(entry)));
  }
}

test('an album opens from a disk: every picture and word of it, and nothing else', async ({
  album: { page, viewer, strayed },
}) => {
  await expect(page).toHaveTitle('여름 앨범');
  await expect(page.getByText(`${COUNT} pictures ·`)).toBeVisible();
  await expect(page.locator('figure img')).toHaveCount(COUNT);
  expect(await widthsOf(page, 'figure img')).toEqual(Array(COUNT).fill(320));
  await expect(page.getByText('바다 위의 작은 배, 수채화').first()).toBeVisible();

  await page.locator('figure').filter({ hasText: '雪山和月亮' }).first().getByRole('link').click();
  expect(await widthsOf(page, '.viewer:target img')).toEqual([384]);
  await expect(viewer.getByRole('heading', { name: '雪山和月亮' })).toBeVisible();
  await expect(viewer.getByText('1009')).toBeVisible();
  await viewer.getByRole('link', { name: 'Next picture' }).click();
  await expect(viewer.getByText(`11 / ${COUNT}`)).toBeVisible();
  // Stepping leaves no trail: Back leads out of the viewer at once.
  await page.goBack();
  await expect(viewer).toHaveCount(0);
  await expect(page.locator('figure').first()).toBeVisible();
  expect(strayed).toEqual([]);
});

/** Of the files that the images show, in pixels; it fails when one cannot be read. */
function widthsOf(page: Page, selector: string): Promise<number[]> {
  return page.evaluate(`Promise.all([...document.querySelectorAll('${selector}')].map((image) => {
    image.loading = 'eager';
    return image.decode().then(() => image.naturalWidth);
  }))`);
}

test('the keyboard alone leads through an album and back', async ({ album: { page, viewer } }) => {
  const links = page.locator('figure a');
  await page.keyboard.press('Tab');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(viewer.getByText(`2 / ${COUNT}`)).toBeVisible();
  await expect(viewer.getByRole('link', { name: 'Next picture' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByText(`4 / ${COUNT}`)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(viewer.getByText(`3 / ${COUNT}`)).toBeVisible();
  await expect(viewer.getByRole('link', { name: 'Previous picture' })).toBeFocused();
  // What lies below the viewer cannot be reached.
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(`document.activeElement.closest('main, header, footer') === null`),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(links.nth(2)).toBeFocused();
  await expect(links.nth(2)).toBeInViewport();
  // The first has nothing before it, the last nothing after it.
  await links.nth(0).press('Enter');
  await page.keyboard.press('ArrowLeft');
  await expect(viewer.getByText(`1 / ${COUNT}`)).toBeVisible();
});

test('an album follows the light of the room, and nothing in it is in the way, says axe', async ({
  album: { page, viewer },
}) => {
  const grounds: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    grounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    expect(await seriousIn(page)).toEqual([]);
    await page.locator('figure a').first().click();
    await expect(viewer).toBeVisible();
    expect(await seriousIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(viewer).toHaveCount(0);
  }
  expect(new Set(grounds).size).toBe(2);
});
