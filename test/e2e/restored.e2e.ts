import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriousIn } from './axe.ts';
import { expect, runScript, serveStudio, test } from './served.ts';

test('a damaged database: the page says what took its place, once, and every picture is there', async ({
  page,
  start,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'janus-damaged-'));
  await runScript(join(import.meta.dirname, 'make-gallery.ts'), folder, '3');
  await truncate(join(folder, 'studio.sqlite'), 5_000);
  await rm(join(folder, 'studio.sqlite-wal'), { force: true });

  const studio = await start(serveStudio(folder));
  await page.goto(studio.address);
  const notice = page.getByText('The gallery’s database was damaged and has been replaced');
  await expect(notice).toBeVisible();
  // Over every room; it takes no focus, and what happened is told to whoever wants to know.
  await page.goto(`${studio.origin}/#gallery`);
  await expect(page.getByRole('grid', { name: 'Pictures, 3' })).toBeVisible();
  await expect(notice).toBeVisible();
  const reason = page.getByText('damaged-1.sqlite');
  await expect(reason).toBeHidden();
  await page.getByText('Details', { exact: true }).click();
  await expect(reason).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: test.info().outputPath(`notice-${colorScheme}.png`) });
  }
  expect(await seriousIn(page)).toEqual([]);

  await page.getByRole('button', { name: 'Close this notice' }).click();
  await expect(notice).toBeHidden();
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Pictures, 3' })).toBeVisible();
  await expect(notice).toBeHidden();
  await studio.stop();
  await rm(folder, { recursive: true });
});

test('a database that is gone altogether, in Korean, on a narrow window', async ({
  browser,
  start,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'janus-damaged-'));
  await writeFile(join(folder, 'studio.sqlite'), 'x'.repeat(10_000));
  const studio = await start(serveStudio(folder));
  const context = await browser.newContext({ locale: 'ko', viewport: { width: 900, height: 700 } });
  const page = await context.newPage();
  await page.goto(studio.address);
  await expect(page.getByText('갤러리 데이터베이스가 손상되어')).toBeVisible();
  await page.getByText('자세히', { exact: true }).click();
  await expect(page.getByText('There was no backup: a new one was made.')).toBeInViewport();
  await page.screenshot({ path: test.info().outputPath('notice-ko.png') });
  await page.getByRole('button', { name: '알림 닫기' }).press('Enter');
  await expect(page.getByText('There was no backup')).toBeHidden();
  await context.close();
  await studio.stop();
  await rm(folder, { recursive: true });
});
