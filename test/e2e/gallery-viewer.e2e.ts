import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { COUNT, test, viewer } from './gallery-room.ts';
import { expect } from './served.ts';

/** The cell that the grid says is in hand. */
function activeCell(grid: Locator): Locator {
  return grid.locator('[data-hand]');
}

test('the viewer walks, and Esc returns to where one was', async ({ page, gallery }) => {
  const { grid } = gallery;
  await grid.getByRole('gridcell').first().click();
  await expect(viewer(page).getByText('1 of 24')).toBeVisible();
  // One pixel of the picture is one of the screen.
  await expect.poll(async () => (await viewer(page).locator('img').boundingBox())?.width).toBe(384);
  for (const place of ['2 of 24', '3 of 24']) {
    await page.keyboard.press('ArrowRight');
    await expect(viewer(page).getByText(place)).toBeVisible();
  }
  const prompt = await viewer(page).getAttribute('aria-label');
  await page.keyboard.press('f');
  await expect(page.getByText('1 marked as favourite.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeHidden();
  await expect(grid).toBeFocused();
  await expect(activeCell(grid)).toHaveAccessibleName(prompt ?? '');

  await page.keyboard.press('Enter');
  await expect(viewer(page).getByText('3 of 24')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(viewer(page).getByText('3 of 23')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(viewer(page).getByText('4 of 24')).toBeVisible();
});

test('Back leaves the gallery in one step after the viewer was closed', async ({
  page,
  gallery,
}) => {
  await gallery.grid.getByRole('gridcell').first().click();
  await expect(viewer(page).getByText('1 of 24')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(viewer(page).getByText('2 of 24')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(gallery.grid).toBeFocused();
  await page.goBack();
  await expect(page.locator('#prompt')).toBeVisible();
});

test('a file put into the folder by hand is found when the folder is looked through', async ({
  page,
  gallery,
}) => {
  const shot = await gallery.grid.getByRole('gridcell').first().screenshot({ type: 'jpeg' });
  await writeFile(join(gallery.folder, 'pictures', 'mine.jpg'), shot);
  await page.goto(`${gallery.origin}/#settings`);
  const look = page.getByRole('button', { name: 'Look through the pictures again' });
  await look.click();
  await expect(page.getByText('1 picture is new or back.')).toBeVisible();
  await look.click();
  await expect(page.getByText('Nothing has changed.')).toBeVisible();
  await page.goto(`${gallery.origin}/#gallery`);
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 25');
});

test('a picture opens though it was pressed before the studio had told it', async ({
  page,
  gallery,
}) => {
  await page.routeWebSocket(/\/socket$/, (socket) => {
    const studio = socket.connectToServer();
    studio.onMessage((message) => {
      setTimeout(() => {
        socket.send(message);
      }, 700);
    });
  });
  await page.reload();
  const cell = gallery.grid.getByRole('gridcell').nth(2);
  await cell.waitFor();
  expect(await cell.locator('img').count()).toBe(0);
  await cell.click();
  await expect(viewer(page).getByText(`3 of ${COUNT}`)).toBeVisible();
});

test('a link to a picture opens it', async ({ page, gallery }) => {
  await gallery.grid.getByRole('gridcell').nth(2).click();
  await viewer(page).waitFor();
  await page.reload();
  await expect(viewer(page).getByText('3 of 24')).toBeVisible();
  await expect(viewer(page).getByText('Drawn here')).toBeVisible();
});

test('recall fills the next drawing in, all of it or a part', async ({ page, gallery }) => {
  await page.goto(`${gallery.origin}/#gallery/all?seed=1003`);
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 1');
  await expect(gallery.grid.getByRole('gridcell')).toHaveCount(1);
  await gallery.grid.getByRole('gridcell').click();
  await viewer(page).getByRole('button', { name: 'Everything' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue(
    '바다 위의 작은 배, 수채화',
  );
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('1003');
  await expect(page.getByRole('slider', { name: 'Guidance' })).toHaveValue('7');

  await page.goto(`${gallery.origin}/#gallery/all?seed=1000`);
  await gallery.grid.getByRole('gridcell', { name: 'a small boat on calm water' }).click();
  await viewer(page).getByRole('button', { name: 'Seed', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue(
    '바다 위의 작은 배, 수채화',
  );
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('1000');
});

test('tags are added, found and removed', async ({ page, gallery }) => {
  await gallery.grid.getByRole('gridcell').first().click();
  await viewer(page).getByRole('combobox', { name: 'Add a tag' }).fill('가을');
  await page.keyboard.press('Enter');
  await expect(viewer(page).getByRole('listitem').filter({ hasText: '가을' })).toBeVisible();
  await page.keyboard.press('Escape');
  await viewer(page).getByRole('button', { name: 'Back to the gallery' }).click();
  await page.getByRole('searchbox').fill('가을');
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 1');
  await expect(gallery.grid.getByRole('gridcell')).toHaveCount(1);
  await gallery.grid.getByRole('gridcell').click();
  await viewer(page).getByRole('button', { name: 'Remove the tag 가을' }).click();
  await expect(page.getByText('Tag removed from 1.')).toBeVisible();
});

test('two are compared: what differs, over each other and side by side', async ({
  page,
  gallery,
}) => {
  const cells = gallery.grid.getByRole('gridcell');
  await cells.nth(0).click({ modifiers: ['Control'] });
  await cells.nth(1).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Compare' }).click();
  const compare = page.getByRole('dialog', { name: 'Compare' });
  await expect(compare.getByRole('row', { name: 'Seed 1023 1022' })).toBeVisible();
  await expect(compare.getByRole('row', { name: /^Model/ })).toBeVisible();
  await compare.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await expect(compare.getByRole('slider')).toHaveValue('0');
  await compare.getByRole('button', { name: 'Side by side' }).click();
  await expect(compare.locator('img')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(compare).toBeHidden();
  await expect(page.getByText('2 chosen')).toBeVisible();
});

test('a picture is saved as another kind, larger, without its settings', async ({
  page,
  gallery,
}) => {
  await gallery.grid.getByRole('gridcell').first().click();
  await viewer(page).getByText('Save as', { exact: true }).click();
  await viewer(page).getByText('WebP', { exact: true }).click();
  await viewer(page).getByText('2×', { exact: true }).last().click();
  await viewer(page).getByRole('checkbox', { name: 'Write prompt and settings' }).uncheck();
  await viewer(page).getByRole('checkbox', { name: 'Say in the file' }).uncheck();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    viewer(page).getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/@2x\.webp$/);
  await expect(
    viewer(page).getByRole('status').getByText(download.suggestedFilename()),
  ).toBeVisible();
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(8, 12).toString('latin1')).toBe('WEBP');
  expect(bytes.includes('janus')).toBe(false);
});

test('a picture is dragged out of the browser under its own name, and brings nothing in', async ({
  page,
  gallery,
}) => {
  await page.goto(`${gallery.origin}/#gallery/all?seed=1003`);
  await expect(gallery.grid.getByRole('gridcell')).toHaveCount(1);
  await expect(gallery.grid.getByRole('gridcell')).toHaveCount(1);
  await gallery.grid.getByRole('gridcell').click();
  await expect(viewer(page).getByText('Drawn here')).toBeVisible();
  const dragged = (): Promise<string> =>
    page.evaluate(`(() => {
      const image = document.querySelector('[role=dialog] img');
      const dataTransfer = new DataTransfer();
      image.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
      dataTransfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
      image.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true }));
      return dataTransfer.getData('DownloadURL');
    })()`);
  await expect.poll(dragged).not.toBe('');
  const [type, name, ...address] = (await dragged()).split(':');
  expect([type, name]).toEqual(['image/png', '바다-위의-작은-배-수채화-1003.png']);
  const response = await page.request.get(address.join(':'));
  expect(response.headers()['content-type']).toBe('image/png');
  await expect(page.getByText('Drop pictures or an archive here')).toBeHidden();
});
