import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, serveStudio, test } from './served.ts';

/** Pictures that leave the gallery and come back, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');
const script = join(import.meta.dirname, 'make-gallery.ts');

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'korean-dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'ko' },
  { name: 'chinese-light-900', width: 900, height: 700, colorScheme: 'light', locale: 'zh' },
] as const;

let full = '';
let empty = '';
test.beforeAll(async () => {
  full = await mkdtemp(join(tmpdir(), 'janus-export-'));
  empty = await mkdtemp(join(tmpdir(), 'janus-export-'));
  await runScript(script, full, '24');
});
test.afterAll(async () => {
  for (const each of [full, empty]) await rm(each, { recursive: true, force: true });
});
test.describe.configure({ mode: 'serial' });

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: exporting, ${name}`, async ({ browser, start }) => {
    const studio = await start(serveStudio(full));
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const shoot = async (state: string): Promise<void> => {
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `export-${name}-${state}.png`) });
    };
    await page.goto(studio.address);
    await page.goto(`${studio.origin}/#gallery`);
    await page.locator('[role=gridcell] img').first().waitFor();
    await shoot('0-room');
    const grid = page.getByRole('grid');
    await grid.focus();
    for (const key of ['x', 'ArrowRight', 'x', 'ArrowRight', 'x']) await page.keyboard.press(key);
    await shoot('1-chosen');
    await page.keyboard.press('e');
    const kinds = page.locator('dialog fieldset').nth(1).locator('label');
    for (const [at, state] of ['archive', 'pictures', 'sheet', 'album', 'table'].entries()) {
      await kinds.nth(at).click();
      await shoot(`2-${state}`);
      if (state !== 'pictures') continue;
      await page.locator('dialog button[type=submit]').scrollIntoViewIfNeeded();
      await shoot('2-pictures-end');
    }
    await kinds.nth(0).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('dialog button[type=submit]').click(),
    ]);
    await page.locator('dialog bdi').waitFor();
    await shoot('3-done');
    const archive = join(empty, `${name}.zip`);
    await download.saveAs(archive);

    const second = await start(serveStudio(join(empty, name)));
    await page.goto(second.address);
    await page.goto(`${second.origin}/#gallery`);
    const bring = async (file: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.locator('main button:has(svg)').filter({ hasText: /\S/ }).first().click(),
      ]);
      await chooser.setFiles(file);
    };
    await bring(archive);
    await page.locator('dialog dl').waitFor();
    await shoot('4-look');
    await page.locator('dialog button').last().click();
    await page.locator('dialog p[role=status]').waitFor();
    await shoot('5-imported');
    await page.locator('dialog button').last().click();
    await page.locator('[role=gridcell] img').first().waitFor();
    await shoot('6-undo');
    const wrong = join(empty, 'wrong.zip');
    await writeFile(wrong, 'no archive');
    await bring(wrong);
    await page.locator('dialog [role=alert]').waitFor();
    await page.locator('dialog summary').click();
    await shoot('7-refused');
    await context.close();
  });
}
