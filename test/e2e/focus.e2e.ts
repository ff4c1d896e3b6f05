import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { say, type Key, type Values } from '../../renderer/i18n/text.ts';
import { writeFakeModel } from '../main/fake-model.ts';
import { test as inGallery, viewer } from './gallery-room.ts';
import { expect, serveFake, serveStudio, test } from './served.ts';

// Whoever works by keyboard is somewhere after everything that is done, and where one would look.

const words = (key: Key, values?: Values): string => say('en', key, values);

const button = (within: Page | Locator, key: Key, values?: Values): Locator =>
  within.getByRole('button', { name: words(key, values), exact: true });

/** Presses by keyboard what has the focus, or is given it. */
async function press(control: Locator): Promise<void> {
  await control.focus();
  await control.press('Enter');
}

test('Draw: the queue is put in order, emptied and left', async ({ page, start }) => {
  const studio = await start(serveFake({ msPerRow: 6000 }));
  await page.goto(studio.address);
  const prompt = page.locator('#prompt');
  for (const [at, words] of ['one', 'two', 'three', 'four'].entries()) {
    await prompt.fill(words);
    await prompt.press('Control+Enter');
    await page.getByRole('button', { name: `Queue: ${at + 1}` }).waitFor();
  }
  await press(page.getByRole('button', { name: 'Queue: 4' }));
  const entry = (prompt: string) => page.getByRole('listitem').filter({ hasText: prompt });
  const order = page.getByRole('dialog').getByRole('listitem').locator('p[title]');

  // It goes with its job, also to where it can go no farther.
  await press(button(entry('two'), 'queue.down'));
  await expect(order).toHaveText(['one', 'three', 'two', 'four']);
  await expect(button(entry('two'), 'queue.down')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(order).toHaveText(['one', 'three', 'four', 'two']);
  await expect(button(entry('two'), 'queue.down')).toBeFocused();
  await page.keyboard.press('Enter');
  await press(button(entry('two'), 'queue.front'));
  await expect(order).toHaveText(['one', 'two', 'three', 'four']);
  await expect(button(entry('two'), 'queue.front')).toBeFocused();

  await press(button(entry('three'), 'queue.remove'));
  await expect(order).toHaveText(['one', 'two', 'four']);
  await expect(button(page, 'queue.undo')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(order).toHaveText(['one', 'two', 'four', 'three']);
  await expect(button(entry('four'), 'queue.remove')).toBeFocused();
  await press(button(entry('one'), 'end.discard'));
  await expect(order).toHaveText(['two', 'four', 'three']);
  // It begins to be drawn, at once or a little later, and what can be done with it changes.
  await expect(entry('two').locator('button:focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Queue: 3' })).toBeFocused();
  await press(
    page
      .getByRole('main')
      .getByRole('button', { name: words('end.discard') })
      .first(),
  );
  await expect(prompt).toBeFocused();
});

inGallery.describe('Gallery', () => {
  inGallery('into the trash and back, by key and by button', async ({ page, gallery }) => {
    const { grid } = gallery;
    await grid.focus();
    await page.keyboard.press('Delete');
    await press(button(page, 'gallery.undo'));
    await expect(grid).toHaveAccessibleName('Pictures, 24');
    await expect(grid).toBeFocused();
    await page.keyboard.press('Delete');
    await press(button(page, 'gallery.close'));
    await expect(grid).toBeFocused();
    await page.keyboard.press('x');
    await press(button(page, 'gallery.toTrash'));
    await expect(grid).toHaveAccessibleName('Pictures, 22');
    await expect(grid).toBeFocused();
    await page.keyboard.press('x');
    await press(button(page, 'gallery.choose.none'));
    await expect(button(page, 'gallery.choose.none')).toBeHidden();
    await expect(page.locator('body')).not.toBeFocused();
    await page.goto(`${gallery.origin}/#gallery/trash`);
    await expect(grid).toHaveAccessibleName('Pictures, 2');
    await grid.focus();
    await page.keyboard.press('x');
    await press(button(page, 'gallery.purge'));
    await press(button(page.getByRole('dialog'), 'gallery.purge'));
    await expect(grid).toHaveAccessibleName('Pictures, 1');
    await expect(grid).toBeFocused();
  });

  inGallery('tags, the ends of the row, compared and closed', async ({ page, gallery }) => {
    const { grid } = gallery;
    await grid.focus();
    await page.keyboard.press('Enter');
    const tag = viewer(page).getByRole('combobox', { name: words('gallery.addTag') });
    for (const word of ['sky', 'wave']) {
      await tag.fill(word);
      await tag.press('Enter');
      await button(page, 'gallery.removeTag', { tag: word }).waitFor();
    }
    await press(button(page, 'gallery.removeTag', { tag: 'sky' }));
    await expect(button(page, 'gallery.removeTag', { tag: 'sky' })).toBeHidden();
    await expect(button(page, 'gallery.removeTag', { tag: 'wave' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(button(page, 'gallery.removeTag', { tag: 'wave' })).toBeHidden();
    await expect(page.locator('body')).not.toBeFocused();
    await press(button(page, 'gallery.next'));
    await press(button(page, 'gallery.previous'));
    await expect(button(page, 'gallery.previous')).toBeHidden();
    await expect(button(page, 'gallery.next')).toBeFocused();
    await press(button(viewer(page), 'gallery.toTrash'));
    await press(button(page, 'gallery.undo'));
    await expect(button(page, 'gallery.undo')).toBeHidden();
    await expect(page.locator('body')).not.toBeFocused();
    await press(button(page, 'gallery.back'));
    await expect(grid).toBeFocused();

    for (const key of ['x', 'ArrowRight', 'x']) await page.keyboard.press(key);
    await press(button(page, 'gallery.compare'));
    await press(button(viewer(page), 'gallery.back'));
    await expect(grid).toBeFocused();
  });
});

test('Models: used, checked, removed, brought back, deleted', async ({ page, start }) => {
  const folder = await mkdtemp(join(tmpdir(), 'janus-focus-'));
  for (const id of ['mine', 'small']) await writeFakeModel(join(folder, 'models'), id);
  const studio = await start(serveStudio(folder));
  await page.goto(studio.address);
  await page.goto(`${studio.origin}/#models`);
  await page.getByRole('article').nth(1).waitFor();
  await press(page.getByRole('button', { name: /^Use / }));
  await expect(page.locator('body')).not.toBeFocused();
  await press(button(page, 'models.remove.of', { id: 'mine' }));
  await expect(button(page, 'models.restore.of', { id: 'mine' })).toBeFocused();
  await press(button(page, 'models.purge.of', { id: 'mine' }));
  await expect(page.getByRole('region', { name: words('models.removed.title') })).toHaveCount(0);
  await expect(button(page, 'models.remove.of', { id: 'small' })).toBeFocused();
  const open = button(page, 'build.open');
  await press(open);
  await expect(page.getByRole('textbox', { name: words('build.folder') })).toBeFocused();
  await press(button(page, 'build.close'));
  await expect(open).toBeVisible();
  await expect(page.locator('body')).not.toBeFocused();
  await studio.stop();
  await rm(folder, { recursive: true });
});

test('Settings: what works for a moment has the focus again', async ({ page, start }) => {
  const studio = await start(serveFake());
  await page.goto(studio.address);
  await page.goto(`${studio.origin}/#settings`);
  await press(button(page, 'prefs.report.make'));
  await expect(button(page, 'prefs.report.again')).toBeFocused();
  await press(button(page, 'prefs.rescan'));
  await expect(page.getByText(words('prefs.rescan.same'))).toBeVisible();
  await expect(button(page, 'prefs.rescan')).toBeFocused();
  const sheet = button(page, 'prefs.keys.show');
  await press(sheet);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeFocused();
  // Who presses elsewhere has given it up.
  await page.getByRole('heading', { level: 1 }).click();
  await expect(page.locator('body')).toBeFocused();
});
