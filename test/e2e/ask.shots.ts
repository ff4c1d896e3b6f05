import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { serveTalking, test } from './served.ts';

/** Pictures of the Ask room in the states that a person meets, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/screens');

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `ask-${name}.png`) });
}

/** A meme of two panels with small letters, wider than high. */
async function meme(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">
    <rect width="600" height="800" fill="#f3c14b"/><rect x="600" width="600" height="800" fill="#5468c4"/>
    <circle cx="300" cy="360" r="180" fill="#6b3f1d"/><circle cx="900" cy="360" r="60" fill="#f4f0e8"/>
    <text x="40" y="760" font-size="28" font-family="sans-serif">before the deadline, in small letters</text>
  </svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

const views = [
  { name: 'light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'en' },
  { name: 'dark-1280', width: 1280, height: 800, colorScheme: 'dark', locale: 'en' },
  { name: 'dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'en' },
  { name: 'korean-light-1280', width: 1280, height: 800, colorScheme: 'light', locale: 'ko' },
  { name: 'chinese-dark-900', width: 900, height: 700, colorScheme: 'dark', locale: 'zh' },
] as const;

const answer = `say The joke is **how much one thing shrinks**.

1. On the left there is a *large* brown circle.
2. On the right a small white one, with \`r = 60\`.

| Panel | Size |
| --- | --- |
| left | large |
| right | small |`;

for (const { name, width, height, colorScheme, locale } of views) {
  test(`looks: Ask, ${name}`, async ({ browser, start }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
    const page = await context.newPage();
    const studio = await start(serveTalking());
    await page.goto(studio.address);
    await page.locator('nav a[href="#ask"]').first().click();
    const question = page.locator('#question');
    await question.waitFor();
    await page.waitForTimeout(300);
    await shoot(page, `${name}-0-empty`);

    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'meme.png', mimeType: 'image/png', buffer: await meme() });
    await page.locator('figure img').waitFor();
    await page.waitForTimeout(300);
    await shoot(page, `${name}-1-attached`);

    await question.fill(answer);
    await question.press('Enter');
    await page.locator('table').waitFor();
    await page.locator('article[aria-busy=false]').waitFor();
    await question.fill('저녁 바다는 어디에 있나요? Where is the evening sea?');
    await question.press('Enter');
    await page.locator('article[aria-busy=false]').nth(1).waitFor();
    await page.waitForTimeout(200);
    await shoot(page, `${name}-2-answered`);

    await question.fill('long');
    await question.press('Enter');
    await page.getByText('six seven eight').waitFor();
    await shoot(page, `${name}-3-writing`);
    await page.locator('form button').last().click();
    await page.locator('article[aria-busy=false]').nth(2).waitFor();
    await page.locator('figure figcaption button').first().click();
    await page.locator('.ReactCrop img').waitFor();
    await page.waitForTimeout(300);
    await shoot(page, `${name}-4-crop`);
    await context.close();
  });
}
