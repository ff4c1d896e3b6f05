import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, serveStarter, test, type Served } from './served.ts';

/**
 * The pictures of the documents, all of them drawn by the starter: `npm run screenshots`. Every
 * room in both themes, in English and in Korean, as `docs/screenshots/<room>-<language>-<theme>.webp`.
 */
const folder = join(import.meta.dirname, '../../docs/screenshots');
/** A picture may take so much of the repository, and all together. kB */
const mostKilobytes = { one: 60, all: 3_000 };

const prompts = [
  'a red apple on a white background',
  'a rocket',
  'three bananas on a green background',
  'a house on a white background',
  'a penguin on a blue background',
  'a cake on a pink background',
  'a cat on a yellow background',
  'a frog on a blue background',
];
/** While the documents' pictures are taken, this is drawn. */
const drawnNow = 'a penguin on a yellow background';

const languages = {
  en: ['What is in this picture?', 'What colour is the background?'],
  ko: ['이 그림에는 무엇이 있나요?', '배경은 무슨 색인가요?'],
} as const;
type Language = keyof typeof languages;
const themes = ['dark', 'light'] as const;

test('the documents', async ({ browser, start }) => {
  test.setTimeout(1_800_000);
  await mkdir(folder, { recursive: true });
  const data = await mkdtemp(join(tmpdir(), 'janus-docs-'));
  const empty = await start(serveStarter(join(data, 'empty')));
  let kilobytes = await shootAll(browser, empty, async (page, shoot) => {
    await page.locator('form button[type=submit]:enabled').waitFor();
    await shoot('first');
  });
  await empty.stop();

  const studio = await start(serveStarter(join(data, 'studio')));
  await fill(await browser.newPage(), studio);
  const asked: Partial<Record<Language, string>> = {};
  kilobytes += await shootAll(browser, studio, async (page, shoot, language) => {
    const id = await gallery(page, shoot);
    asked[language] ??= await ask(page, studio, id, languages[language]);
    await page.goto(`${studio.origin}/#${asked[language]}`);
    await page.locator('article[aria-busy=false]').nth(1).waitFor();
    await shoot('ask');
    await page.goto(`${studio.origin}/#making/${id}`);
    await page.getByRole('radio').last().click();
    await page.getByRole('application').click();
    await shoot('making');
    await page.goto(`${studio.origin}/#models`);
    await page.locator('article').first().waitFor();
    await shoot('models');
    await page.goto(`${studio.origin}/#settings`);
    await page.locator('main h1').waitFor();
    await nameDataFolder(page, join(data, 'studio'));
    await page.locator('main h1').scrollIntoViewIfNeeded();
    await shoot('settings');
  });
  // The last one, for it adds to the gallery.
  kilobytes += await shootAll(browser, studio, drawing);
  expect(kilobytes).toBeLessThan(mostKilobytes.all);
  await studio.stop();
  await rm(data, { recursive: true });
});

type Shoot = (room: string) => Promise<void>;

/** Opens the studio anew in each language and theme. @returns How large the pictures became, kB. */
async function shootAll(
  browser: Browser,
  { address }: Served,
  work: (page: Page, shoot: Shoot, language: Language) => Promise<void>,
): Promise<number> {
  let kilobytes = 0;
  for (const language of Object.keys(languages) as Language[]) {
    for (const colorScheme of themes) {
      const context = await browser.newContext({ locale: language, colorScheme });
      const page = await context.newPage();
      await page.goto(address);
      const shootRoom = async (room: string): Promise<void> => {
        kilobytes += await shoot(page, `${room}-${language}-${colorScheme}`);
      };
      await work(page, shootRoom, language);
      await context.close();
    }
  }
  return kilobytes;
}

/** @returns Its size, kB. */
async function shoot(page: Page, name: string): Promise<number> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.waitForTimeout(400);
  const file = join(folder, `${name}.webp`);
  for (const quality of [90, 80, 65, 50]) {
    await sharp(await page.screenshot())
      .webp({ quality, effort: 6, smartSubsample: true })
      .toFile(file);
    const kilobytes = (await stat(file)).size / 1000;
    if (kilobytes < mostKilobytes.one) return kilobytes;
  }
  throw new Error(`Expected ${name} to be below ${mostKilobytes.one} kB.`);
}

/** The place where a person's data lies, instead of one that is gone after this run. */
async function nameDataFolder(page: Page, real: string): Promise<void> {
  await page.getByText(real, { exact: true }).evaluate((shown: unknown) => {
    (shown as { textContent: string }).textContent = '/home/you/.local/share/janus-studio';
  });
}

/** A gallery of three pictures a prompt. */
async function fill(page: Page, { address }: Served): Promise<void> {
  await page.goto(address);
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  for (const prompt of prompts) {
    const drawn = page.getByRole('list', { name: 'Recent pictures' }).locator('img');
    const before = await drawn.count();
    await page.locator('#prompt').fill(prompt);
    await page.getByRole('slider', { name: 'Pictures' }).fill('3');
    await page.locator('#prompt').press('Control+Enter');
    await drawn.nth(before + 2).waitFor();
  }
  await page.close();
}

/** @returns The id of the newest picture. */
async function gallery(page: Page, shoot: Shoot): Promise<string> {
  await page.locator('nav a[href="#gallery"]').click();
  const cells = page.locator('[role=gridcell]');
  await cells.locator('img').nth(22).waitFor();
  await shoot('gallery');
  await cells.first().click();
  await page.locator('aside a[href*="ask/picture"]').waitFor();
  await shoot('viewer');
  return /all\/([a-f0-9]+)/.exec(page.url())![1]!;
}

/** Asks about a picture. @returns The place of the conversation. */
async function ask(
  page: Page,
  { origin }: Served,
  id: string,
  questions: readonly string[],
): Promise<string> {
  await page.goto(`${origin}/#ask/picture/${id}`);
  await page.locator('figure img').waitFor();
  for (const [before, question] of questions.entries()) {
    await page.locator('#question').fill(question);
    await page.locator('#question').press('Enter');
    await page.locator('article[aria-busy=false]').nth(before).waitFor();
  }
  return new URL(page.url()).hash.slice(1);
}

/** A job of eight, of which some are finished and one is developing. */
async function drawing(page: Page, shoot: Shoot): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#draw'));
  await page.locator('#prompt').fill(drawnNow);
  await page.locator('input[type=range]').first().fill('8');
  await page.locator('#prompt').press('Control+Enter');
  await page.locator('ul[aria-label] > li').nth(1).locator('img').waitFor();
  await shoot('draw');
  const endings = page.locator('[role=progressbar] + div button');
  // It may end by itself meanwhile.
  await expect(async () => {
    if ((await endings.count()) > 0) await endings.first().click({ timeout: 500 });
    await expect(endings).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
}
