import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { seriousIn } from './axe.ts';
import { COUNT, test, viewer } from './gallery-room.ts';
import { expect, scrollTo, serveFake } from './served.ts';

const shelf = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^${name}`) });

test('search in Korean and Chinese finds parts of words, and says when nothing is there', async ({
  page,
  gallery,
}) => {
  const search = page.getByRole('searchbox');
  await search.fill('바다');
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 3');
  await search.fill('雪山');
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 3');
  await search.fill('배 수채화 boat');
  await expect(page.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(gallery.grid).toHaveAccessibleName(`Pictures, ${COUNT}`);
  await expect(search).toHaveValue('');
});

test('half a syllable is not searched for', async ({ page, gallery }) => {
  const search = page.getByRole('searchbox');
  await search.focus();
  const session = await page.context().newCDPSession(page);
  for (const text of ['ㅂ', '바', '받']) {
    await session.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 });
  }
  await page.waitForTimeout(400);
  await expect(gallery.grid).toHaveAccessibleName(`Pictures, ${COUNT}`);
  await session.send('Input.insertText', { text: '바다' });
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 3');
});

test('the address says what is shown: reload, Back and a link find it again', async ({
  page,
  gallery,
}) => {
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('janus-pro-7b-int4');
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 6');
  await page.getByRole('button', { name: /^print/ }).click();
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 1');
  await page.reload();
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 1');
  await page.goBack();
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 6');
  await page.goto(`${gallery.origin}/#gallery/all?seed=1004`);
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 1');
});

test('trash, undo and restore, several at once', async ({ page, gallery }) => {
  const { grid } = gallery;
  await grid
    .getByRole('gridcell')
    .nth(1)
    .click({ modifiers: ['Control'] });
  await grid
    .getByRole('gridcell')
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 chosen')).toBeVisible();
  await page.getByRole('button', { name: 'To the trash' }).click();
  await expect(grid).toHaveAccessibleName('Pictures, 20');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(grid).toHaveAccessibleName('Pictures, 24');

  await grid
    .getByRole('gridcell')
    .first()
    .click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await expect(grid).toHaveAccessibleName('Pictures, 23');
  await shelf(page, 'Trash').click();
  await expect(grid).toHaveAccessibleName('Pictures, 1');
  await expect(grid.getByRole('gridcell')).toHaveCount(1);
  await grid.getByRole('gridcell').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(grid).toHaveAccessibleName('Pictures, 1');
});

test('only what lies in the trash is deleted for good, and that is asked first', async ({
  page,
  gallery,
}) => {
  const { grid } = gallery;
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await shelf(page, 'Trash').click();
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 24 pictures for good?' });
  await dialog.getByRole('button', { name: 'Keep them' }).click();
  await expect(grid).toHaveAccessibleName('Pictures, 24');
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
});

test('undo gives back exactly what was there', async ({ page, gallery }) => {
  const { grid } = gallery;
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'Favourite', exact: true }).click();
  await expect(page.getByText('20 marked as favourites.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await expect(shelf(page, 'Favourites')).toContainText('4');
});

test('prompts are searched, used again, forgotten and remembered', async ({ page, gallery }) => {
  await page.goto(`${gallery.origin}/#gallery/history`);
  const entries = page.getByRole('list', { name: 'Prompts' }).locator('> li');
  await expect(entries).toHaveCount(8);
  await page.getByRole('searchbox').fill('月');
  await expect(entries).toHaveCount(1);
  await entries.getByRole('button', { name: 'Forget' }).click();
  await expect(entries).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(entries).toHaveCount(1);
  await entries.getByRole('link', { name: '3 pictures' }).click();
  await expect(gallery.grid).toHaveAccessibleName('Pictures, 3');
  await page.goBack();
  await entries.getByRole('button', { name: 'Use again' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('雪山和月亮');
});

test('a file from outside says how it was made, and is kept but once', async ({
  page,
  gallery,
}) => {
  const cell = gallery.grid.locator('img').first();
  const id = /[0-9a-f]{32}/.exec((await cell.getAttribute('src')) ?? '')?.[0];
  const ours = await page.request.get(`${gallery.origin}/picture/${id}.png`);
  const bring = async (name: string, mimeType: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await (await chooser).setFiles({ name, mimeType, buffer });
  };
  const offer = page.getByRole('dialog', { name: 'A picture from outside' });
  const keep = offer.getByRole('button', { name: 'Keep in the gallery' });

  await bring('notes.txt', 'text/plain', Buffer.from('no picture'));
  await expect(page.getByText('received notes.txt')).toBeVisible();
  await bring('ours.png', 'image/png', await ours.body());
  await expect(page.getByText('received notes.txt')).toBeHidden();
  await expect(offer).toContainText('Seed 1023');
  await page.keyboard.press('Escape');
  await expect(offer).toBeHidden();
  await bring('ours.png', 'image/png', await ours.body());
  await expect(keep).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(viewer(page).getByText('1 of 24')).toBeVisible();
  await page.keyboard.press('Escape');

  const plain = sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } });
  await bring('plain.png', 'image/png', await plain.png().toBuffer());
  await expect(offer).toContainText('The file says nothing about how it was made.');
  await keep.click();
  await expect(viewer(page).getByText('1 of 25')).toBeVisible();
  await expect(viewer(page).getByText('Brought in')).toBeVisible();
});

test('from the prompt to the gallery and back by keys alone', async ({ page, start }) => {
  const studio = await start(serveFake());
  await page.goto(studio.address);
  await page.locator('#prompt').focus();
  await page.keyboard.type('a boat');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  const tabTo = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.locator(':focus-visible').and(target).isVisible()) return;
    }
    throw new Error('Expected to reach it with Tab.');
  };
  await tabTo(page.getByRole('link', { name: 'Gallery' }));
  await page.keyboard.press('Enter');
  const grid = page.getByRole('grid', { name: 'Pictures, 1' });
  await tabTo(grid);
  await page.keyboard.press(' ');
  await viewer(page).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(grid).toBeVisible();
});

test('what others draw appears at the top, and nothing moves that is looked at', async ({
  page,
  gallery,
  context,
}) => {
  const { grid, origin } = gallery;
  await page.setViewportSize({ width: 900, height: 480 });
  await scrollTo(grid, 500);
  const cell = grid.getByRole('gridcell').nth(9);
  const id = await cell.getAttribute('id');
  const seen = grid.page().locator(`#${id}`);
  const before = await seen.boundingBox();
  const other = await context.newPage();
  await other.goto(`${origin}/#gallery/all?seed=1023`);
  await expect(other.getByRole('gridcell')).toHaveCount(1);
  await other.getByRole('gridcell').click({ modifiers: ['Control'] });
  await other.keyboard.press('Delete');
  await expect(grid).toHaveAccessibleName('Pictures, 23');
  expect(await seen.boundingBox()).toEqual(before);
  await other.keyboard.press('Control+z');
  await expect(grid).toHaveAccessibleName('Pictures, 24');
  expect(await seen.boundingBox()).toEqual(before);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing is in the way, says axe, in ${colorScheme}`, async ({ page, gallery }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator('[role=gridcell] img').first().waitFor();
    await page.getByRole('button', { name: 'Filter' }).click();
    expect(await seriousIn(page)).toEqual([]);
    await gallery.grid
      .getByRole('gridcell')
      .nth(0)
      .click({ modifiers: ['Control'] });
    await gallery.grid
      .getByRole('gridcell')
      .nth(1)
      .click({ modifiers: ['Control'] });
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(await seriousIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await gallery.grid.focus();
    await page.keyboard.press('Enter');
    await viewer(page).waitFor();
    await viewer(page).getByText('Save as', { exact: true }).click();
    expect(await seriousIn(page)).toEqual([]);
    await page.goto(`${gallery.origin}/#gallery/history`);
    await page.getByRole('list', { name: 'Prompts' }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });
}
