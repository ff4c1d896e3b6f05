import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Locator, Page } from '@playwright/test';
import { seriousIn } from './axe.ts';
import { COUNT, test as base } from './gallery-room.ts';
import { expect, serveStudio } from './served.ts';

interface Fixtures {
  /** Where a test lays its files; gone after it. */
  readonly desk: string;
}

const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  desk: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'janus-export-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const exporting = (page: Page): Locator => page.getByRole('dialog', { name: 'Export' });
const importing = (page: Page): Locator => page.getByRole('dialog', { name: 'Import an archive' });

/** Presses what exports, and waits for what comes of it. */
async function exported(page: Page): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    exporting(page).getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  return download;
}

async function bring(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import', exact: true }).first().click(),
  ]);
  await chooser.setFiles(file);
}

test('a whole gallery leaves as an archive, comes into an empty one, and is undone', async ({
  page,
  gallery,
  start,
  desk,
  browser,
}) => {
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(exporting(page).getByText(`${COUNT} pictures`, { exact: true })).toBeVisible();
  const download = await exported(page);
  await expect(exporting(page).getByText(`${COUNT} pictures exported`)).toBeVisible();
  const archive = join(desk, download.suggestedFilename());
  await download.saveAs(archive);
  expect(archive).toMatch(/\.(janus|zip)$/);
  await exporting(page).getByRole('button', { name: 'Close' }).last().click();
  await expect(exporting(page)).toBeHidden();

  const empty = join(desk, 'empty');
  const studio = await start(serveStudio(empty));
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(studio.address);
  await other.goto(`${studio.origin}/#gallery`);
  await bring(other, archive);
  const contents = importing(other);
  await expect(contents.getByText(`${COUNT} pictures would come in`)).toBeVisible();
  await contents.getByRole('button', { name: 'Import' }).click();
  await expect(contents.getByText(`${COUNT} pictures came in.`)).toBeVisible();
  await contents.getByRole('button', { name: 'See the gallery' }).click();
  const grid = other.getByRole('grid', { name: `Pictures, ${COUNT}` });
  await expect(grid).toBeVisible();
  await expect(other.getByText(`${COUNT} imported.`)).toBeVisible();
  const files = await readdir(join(gallery.folder, 'pictures'));
  expect((await readdir(join(empty, 'pictures'))).sort()).toEqual(files.sort());
  await other.goto(`${studio.origin}/#gallery/all?tag=%EC%97%AC%EB%A6%84`);
  await expect(other.getByRole('grid', { name: 'Pictures, 3' })).toBeVisible();
  await other.goto(`${studio.origin}/#gallery/favourites`);
  await expect(other.getByRole('grid', { name: 'Pictures, 4' })).toBeVisible();

  // The same once more: known again. Undone: in the trash, from where it can be had back.
  await other.goto(`${studio.origin}/#gallery`);
  await grid.waitFor();
  await bring(other, archive);
  await expect(contents.getByText('no picture in it that is new here')).toBeVisible();
  await contents.getByRole('button', { name: 'Cancel' }).click();
  await expect(contents).toBeHidden();
  await other.keyboard.press('Control+z');
  await expect(
    other.getByRole('button', { name: new RegExp(`^Trash\\s*${COUNT}$`) }),
  ).toBeVisible();
  await expect(other.getByText('Nothing here yet')).toBeVisible();
  await context.close();
});

test('what is chosen leaves as files of another kind, called as one wishes', async ({
  page,
  gallery,
}) => {
  await page.goto(`${gallery.origin}/#gallery/all?seed=1003`);
  await expect(gallery.grid.getByRole('gridcell')).toHaveCount(1);
  await gallery.grid.getByRole('gridcell').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = exporting(page);
  await expect(dialog.getByText('1 picture', { exact: true })).toBeVisible();
  await dialog.getByText('Pictures', { exact: true }).click();
  const name = dialog.getByRole('textbox', { name: 'File names' });
  await expect(dialog.getByText('바다-위의-작은-배-수채화-1003.png')).toBeVisible();
  await dialog.getByText('JPEG', { exact: true }).click();
  await dialog.getByText('2×', { exact: true }).click();
  await name.fill('{sed}');
  await expect(dialog.getByText('This makes no file name')).toBeVisible();
  const button = dialog.getByRole('button', { name: 'Export', exact: true });
  await expect(button).toBeDisabled();
  await name.fill('바다 ');
  await dialog.getByRole('button', { name: 'Insert: Seed' }).click();
  await expect(name).toHaveValue('바다 {seed}');
  await expect(name).toBeFocused();
  await expect(dialog.getByText('바다 1003@2x.jpg')).toBeVisible();
  const download = await exported(page);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  expect(bytes.includes(Buffer.from('바다 1003@2x.jpg'))).toBe(true);
});

test('an export that is stopped leaves nothing', async ({ page, gallery }) => {
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = exporting(page);
  await dialog.getByText('Pictures', { exact: true }).click();
  await dialog.getByText('WebP', { exact: true }).click();
  await dialog.getByText('4×', { exact: true }).click();
  let downloads = 0;
  page.on('download', () => (downloads += 1));
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const stop = dialog.getByRole('button', { name: 'Stop' });
  await expect(stop).toBeFocused();
  await expect(dialog.getByText(`of ${COUNT}`)).toBeVisible();
  await stop.click();
  // The wish is as it was, to be wished again.
  await expect(dialog.getByRole('radio', { name: 'WebP' })).toBeChecked();
  expect(downloads).toBe(0);
  const left = await readdir(join(gallery.folder, 'exports'), { recursive: true }).catch(() => []);
  for (const each of left) {
    expect((await stat(join(gallery.folder, 'exports', each))).isDirectory()).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Export' })).toBeFocused();
});

test('an export goes on while its dialog is closed, and says when it is done', async ({
  page,
  gallery,
}) => {
  await gallery.grid.waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = exporting(page);
  await dialog.getByText('Pictures', { exact: true }).click();
  await dialog.getByText('4×', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByRole('button', { name: 'Go on working' }).click();
  await expect(dialog).toBeHidden();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    expect(page.getByText('Exporting')).toBeVisible(),
  ]);
  await expect(page.getByText(download.suggestedFilename())).toBeVisible();
  await expect(page.getByText(`${COUNT} pictures exported`)).toBeVisible();
});

test('what is no archive is refused with a sentence, and nothing comes in', async ({
  page,
  gallery,
  desk,
}) => {
  const wrong = join(desk, 'holiday.zip');
  await writeFile(wrong, 'PK\u0003\u0004 and nothing more');
  await bring(page, wrong);
  const dialog = importing(page);
  await expect(dialog.getByRole('alert')).toContainText('not an archive that this studio can');
  await dialog.getByText('Details').click();
  await expect(dialog.getByText('it is not a whole ZIP file')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(gallery.grid).toHaveAccessibleName(`Pictures, ${COUNT}`);
});

test('the keyboard alone will do, and the focus comes back', async ({ page, gallery }) => {
  await gallery.grid.focus();
  await page.keyboard.press('x');
  await page.keyboard.press('e');
  const dialog = exporting(page);
  await expect(dialog.getByRole('radio', { name: 'Chosen' })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('radio', { name: 'Chosen' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'Pictures' })).toBeChecked();
  // Round and round, and never out of it.
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        `document.activeElement === document.body || document.activeElement.closest('dialog') !== null`,
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(gallery.grid).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing is in the way of exporting, says axe, in ${colorScheme}`, async ({
    page,
    gallery,
  }) => {
    await gallery.grid.waitFor();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = exporting(page);
    for (const kind of ['Archive', 'Pictures', 'Sheet', 'Album', 'Table']) {
      await dialog.getByText(kind, { exact: true }).click();
      await expect(dialog.getByText(`${COUNT} pictures`, { exact: true })).toBeVisible();
      expect(await seriousIn(page)).toEqual([]);
    }
    await exported(page);
    await expect(dialog.getByText(`${COUNT} pictures exported`)).toBeVisible();
    expect(await seriousIn(page)).toEqual([]);
  });
}
