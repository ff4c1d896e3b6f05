import { seriousIn } from './axe.ts';
import { test, walkEveryRoom } from './every-room.ts';
import { expect } from './served.ts';

/** How a system may ask for the page to be shown. */
const views = {
  'in light': { colorScheme: 'light' },
  'in dark': { colorScheme: 'dark' },
  'in high contrast': { colorScheme: 'light', contrast: 'more' },
  'in the colours of the system': { colorScheme: 'dark', forcedColors: 'active' },
} as const;

for (const [view, media] of Object.entries(views)) {
  test(`nothing is in anyone's way in any room, says axe, ${view}`, async ({ page, house }) => {
    test.setTimeout(600_000);
    const serious: string[] = [];
    const look = async (place: string): Promise<void> => {
      for (const line of await seriousIn(page)) serious.push(`${place}: ${line}`);
    };
    await page.emulateMedia({ reducedMotion: 'reduce', ...media });
    await walkEveryRoom({ page, house, locale: 'en', look });
    expect(serious).toEqual([]);
  });
}
