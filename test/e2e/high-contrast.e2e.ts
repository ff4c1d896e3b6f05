import type { Locator, Page } from '@playwright/test';
import { expect, serveFake, test } from './served.ts';

/** Colours as the page paints them, such as `rgb(0, 0, 0)`. */
function painted(target: Locator): Promise<{ back: string; front: string; edge: string }> {
  return target.evaluate((element: unknown) => {
    const scope = globalThis as unknown as {
      getComputedStyle(of: unknown): Readonly<Record<string, string>>;
    };
    const style = scope.getComputedStyle(element);
    return {
      back: style['backgroundColor'] ?? '',
      front: style['color'] ?? '',
      edge: `${style['outlineStyle'] ?? ''} ${style['outlineWidth'] ?? ''}`,
    };
  });
}

/** Opens a studio's page as who has chosen the colours of the system sees it. */
async function open(page: Page, address: string): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(address);
  await page.getByRole('figure').waitFor();
}

test.describe('in the colours of the system', () => {
  test('the main button is filled, and progress is seen', async ({ page, start }) => {
    const studio = await start(serveFake({ msPerRow: 300 }));
    await open(page, studio.address);
    const stage = await painted(page.getByRole('main'));
    const draw = page.getByRole('button', { name: 'Draw' });
    await expect(draw).toBeEnabled();
    const button = await painted(draw);
    expect(button.back).not.toBe(stage.back);
    expect(button.back).not.toBe('rgba(0, 0, 0, 0)');
    expect(button.front).not.toBe(button.back);
    await page.locator('#prompt').press('Control+Enter');
    await page.getByText(/\d+ \/ \d+/).waitFor();
    const line = page.getByRole('progressbar');
    const [ground, done] = [await painted(line), await painted(line.locator('div'))];
    expect(done.back).not.toBe(ground.back);
  });

  test('what is chosen is marked by more than its background', async ({ page, start }) => {
    const studio = await start(serveFake());
    await open(page, studio.address);
    const chosen = page.locator('label', { hasText: 'Light' });
    expect((await painted(chosen)).edge).toBe('solid 2px');
    expect((await painted(page.locator('label', { hasText: 'Off' }))).edge).not.toBe('solid 2px');
  });
});
