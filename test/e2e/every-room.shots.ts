import { join } from 'node:path';
import { test, walkEveryRoom } from './every-room.ts';

/** Every place of every room, for a person to look at. */
const folder = join(import.meta.dirname, '../../test-results/every-room');

const views = [
  { locale: 'en', colorScheme: 'light' },
  { locale: 'ko', colorScheme: 'dark' },
  { locale: 'zh', colorScheme: 'light' },
] as const;

for (const { locale, colorScheme } of views) {
  test.describe(`looks: every room, ${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, reducedMotion: 'reduce' });

    test('at both widths', async ({ page, house }) => {
      const look = async (place: string): Promise<void> => {
        for (const [width, height] of [
          [900, 700],
          [1280, 800],
        ] as const) {
          await page.setViewportSize({ width, height });
          const name = place.replace(/[^\w]+/g, '-');
          await page.screenshot({ path: join(folder, `${locale}-${width}`, `${name}.png`) });
        }
      };
      await walkEveryRoom({ page, house, locale, look });
    });
  });
}
