import type { Page } from '@playwright/test';
import { locales, type Locale } from '../../renderer/i18n/text.ts';
import { clippedIn } from './clipped.ts';
import { coveredIn } from './covered.ts';
import { test, walkEveryRoom } from './every-room.ts';
import { expect } from './served.ts';

const wide = { width: 1280, height: 800 };
const narrow = { width: 900, height: 700 };

/** What is still wrong once what the new size moves has moved: a moment after the window has it. */
async function settled(page: Page): Promise<string[]> {
  const look = async () => [...(await clippedIn(page)), ...(await coveredIn(page))];
  let lines = await look();
  for (let tries = 0; lines.length > 0 && tries < 10; tries += 1) {
    await page.waitForTimeout(200);
    lines = await look();
  }
  return lines;
}

for (const locale of Object.keys(locales) as Locale[]) {
  test.describe(`in ${locales[locale].name}`, () => {
    test.use({ locale, reducedMotion: 'reduce' });

    test('every word is read to its end, nothing scrolls sideways or is covered', async ({
      page,
      house,
    }) => {
      test.setTimeout(600_000);
      const clipped: string[] = [];
      const look = async (place: string): Promise<void> => {
        for (const size of [narrow, wide]) {
          await page.setViewportSize(size);
          for (const line of await settled(page)) {
            clipped.push(`${place}, ${size.width} px: ${line}`);
          }
        }
      };
      await walkEveryRoom({ page, house, locale, look });
      expect(clipped).toEqual([]);
    });
  });
}
