import { seriousIn } from './axe.ts';
import { expect, serveFake, test } from './served.ts';

test.describe('people', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`find nothing in their way, says axe, in ${colorScheme}`, async ({ page, start }) => {
      await page.emulateMedia({ colorScheme });
      const studio = await start(serveFake({ msPerRow: 20 }));
      await page.goto(studio.address);
      await page.getByRole('figure').waitFor();
      expect(await seriousIn(page)).toEqual([]);
      await page.locator('#prompt').fill('a boat');
      await page.locator('#prompt').press('Control+Enter');
      await page.getByRole('link', { name: 'Save PNG' }).waitFor();
      expect(await seriousIn(page)).toEqual([]);
      // The strip then parts what is drawn from what was drawn before.
      await page.locator('#prompt').press('Control+Enter');
      const strip = page.getByRole('list', { name: 'Recent pictures' });
      await expect(strip.locator('img')).toHaveCount(2);
      expect(await seriousIn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Queue' }).click();
      await page.getByText('Nothing waits').waitFor();
      await page.waitForTimeout(300);
      expect(await seriousIn(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Help with the prompt' }).click();
      await page.getByRole('button', { name: 'Say more' }).click();
      await page.getByText('The starter model knows').waitFor();
      await page.waitForTimeout(300);
      expect(await seriousIn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      await page.setViewportSize({ width: 900, height: 700 });
      await page.getByRole('button', { name: 'Settings' }).click();
      expect(await seriousIn(page)).toEqual([]);
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`how a picture was made has nothing in the way, says axe, in ${colorScheme}`, async ({
      page,
      start,
    }) => {
      await page.emulateMedia({ colorScheme });
      const studio = await start(serveFake());
      await page.goto(studio.address);
      await expect(page.getByRole('button', { name: 'Draw' })).toBeEnabled();
      await page.locator('#prompt').press('Control+Enter');
      const save = page.getByRole('link', { name: 'Save PNG' });
      const id = /([a-f0-9]+)\.png$/.exec((await save.getAttribute('href')) ?? '')![1]!;
      await page.goto(`${studio.origin}/#making/${id}`);
      await page.getByRole('application').waitFor();
      expect(await seriousIn(page)).toEqual([]);
    });
  }

  test('switch the language, and the page remembers it', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await page.getByRole('combobox', { name: 'Language' }).selectOption('한국어');
    await expect(page.getByRole('button', { name: '그리기' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
    await page.reload();
    await expect(page.getByRole('button', { name: '그리기' })).toBeVisible();
  });

  test('meet their own language first', async ({ browser, start }) => {
    const studio = await start(serveFake());
    const context = await browser.newContext({ locale: 'ko-KR' });
    const page = await context.newPage();
    await page.goto(studio.address);
    await expect(page.getByPlaceholder('어떤 그림인지 적어 주세요')).toBeVisible();
    await expect(page.locator('#prompt')).toHaveValue('파란 배경의 로켓');
    await context.close();
  });

  test('draw and save with the keyboard alone, and always see the focus', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    await page.getByRole('figure').waitFor();
    const focused = (): Promise<{ name: string; ring: boolean }> =>
      page.evaluate(`(() => {
        const element = document.activeElement;
        const rings = [element, element.parentElement, element.closest('form')].filter(Boolean);
        const ring = rings.some((each) => parseFloat(getComputedStyle(each).outlineWidth) > 0
          && getComputedStyle(each).outlineStyle !== 'none') || element.id === 'prompt';
        if (element === document.body) return { name: 'outside', ring };
        return { name: element.id || element.textContent || element.type, ring };
      })()`);
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const at = await focused();
        if (at.name !== 'outside') expect(at).toMatchObject({ ring: true });
        if (at.name === name) return;
      }
      throw new Error(`Expected to reach "${name}" with Tab.`);
    };
    await tabTo('prompt');
    await page.keyboard.type('a boat');
    await tabTo('Draw');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    await tabTo('Save PNG');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^janus-\d+-[a-f0-9]{8}\.png$/);
  });

  test('write Korean: no half character is ever drawn', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    const prompt = page.locator('#prompt');
    await prompt.focus();
    const ime = await page.context().newCDPSession(page);
    const compose = (text: string): Promise<unknown> =>
      ime.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await compose('바');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('progress')).toBeHidden();
    await ime.send('Input.insertText', { text: '바다' });
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    await expect(page.getByRole('img', { name: 'Picture: 바다' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(1);
  });

  test('get a new line from Enter and a box that stops growing at six', async ({ page, start }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    const prompt = page.locator('#prompt');
    const height = async (): Promise<number> => (await prompt.boundingBox())!.height;
    const one = await height();
    await prompt.pressSequentially('1\n2\n3');
    expect(await prompt.inputValue()).toBe('1\n2\n3');
    expect(await height()).toBe(3 * one);
    await prompt.pressSequentially('\n4\n5\n6\n7\n8');
    expect(await height()).toBe(6 * one);
  });
});
