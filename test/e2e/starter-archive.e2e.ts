import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from './first-start.ts';
import { expect, serveStarter } from './served.ts';

/** Every picture and all that is known of it, as the terminal tells it. */
async function listed(dataFolder: string): Promise<unknown> {
  const bin = join(import.meta.dirname, '../../main/bin.js');
  const args = [bin, 'gallery', 'list', '--json', '--data', dataFolder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { pictures } = JSON.parse(stdout) as { pictures: { id: string }[] };
  return pictures.toSorted((a, b) => a.id.localeCompare(b.id));
}

test('what was drawn leaves as an archive, and is the same in an empty gallery, its making too', async ({
  page,
  start,
  dataFolder,
  browser,
}) => {
  const here = join(dataFolder, 'here');
  const studio = await start(serveStarter(here));
  await page.goto(studio.address);
  const prompt = page.locator('#prompt');
  for (const asked of ['a cat and a pizza on a blue background', '빨간 자동차']) {
    await prompt.fill(asked);
    await prompt.press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
  }
  await page.locator('nav a[href="#gallery"]').click();
  await expect(page.getByRole('grid', { name: 'Pictures, 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  const archive = join(dataFolder, download.suggestedFilename());
  await download.saveAs(archive);
  expect(await listed(here)).toHaveLength(2);

  const there = join(dataFolder, 'there');
  const empty = await start(serveStarter(there));
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(empty.address);
  await other.goto(`${empty.origin}/#gallery`);
  const [chooser] = await Promise.all([
    other.waitForEvent('filechooser'),
    other.getByRole('button', { name: 'Import', exact: true }).first().click(),
  ]);
  await chooser.setFiles(archive);
  const contents = other.getByRole('dialog', { name: 'Import an archive' });
  await contents.getByRole('button', { name: 'Import' }).click();
  await expect(contents.getByText('2 pictures came in.')).toBeVisible();
  expect(await listed(there)).toEqual(await listed(here));

  await contents.getByRole('button', { name: 'See the gallery' }).click();
  await other.getByRole('gridcell').last().click();
  await other.getByRole('link', { name: 'How it was drawn' }).click();
  const easel = other.getByRole('application');
  await expect(easel).toHaveAttribute('data-end', '144');
  await other.getByRole('radio', { name: 'Confidence' }).click();
  await expect(easel).toHaveAttribute('data-layer', 'probability');
  await context.close();
});
