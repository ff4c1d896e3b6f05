import { request as send } from 'node:http';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, serveFake, test, watchCanvas, type Served } from './served.ts';

test.describe('the gate', () => {
  const status = (studio: Served, path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      send({ host: '127.0.0.1', port: studio.port, path, headers })
        .on('error', reject)
        .on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
        .end();
    });

  test('lets nobody in without the token, nor from another name or page', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    const entrance = new URL(studio.address).search;
    expect(await status(studio, '/', {})).toBe(401);
    expect(await status(studio, '/?token=wrong', {})).toBe(401);
    expect(await status(studio, `/${entrance}`, {})).toBe(303);
    expect(await status(studio, `/${entrance}`, { host: 'evil.example' })).toBe(403);
    expect(await status(studio, `/${entrance}`, { origin: 'http://evil.example' })).toBe(403);

    const response = await page.goto(studio.origin);
    expect(response?.status()).toBe(401);
    await expect(page.getByText('Open the address that the studio printed')).toBeVisible();
  });

  test('gives a cookie that scripts cannot read, and keeps two studios apart', async ({
    page,
    start,
  }) => {
    const [first, second] = await Promise.all([start(serveFake()), start(serveFake())]);
    await page.goto(first.address);
    await page.goto(second.address);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name }) => name).sort()).toEqual(
      [`janus-studio-${first.port}`, `janus-studio-${second.port}`].sort(),
    );
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    }
    expect(await page.evaluate('document.cookie')).toBe('');
    expect((await page.goto(first.origin))?.status()).toBe(200);
  });

  test('the browser itself refuses inline scripts, inline styles and other addresses', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    // In a timer: what is evaluated from outside is not held to the page's policy.
    const outcome = await page.evaluate(`new Promise((resolve) => setTimeout(async () => {
      const blocked = new Set();
      document.addEventListener('securitypolicyviolation', (event) => {
        blocked.add(event.effectiveDirective);
      });
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      document.body.append(style);
      document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
      document.body.append(Object.assign(document.createElement('iframe'), { src: '/' }));
      let evaluated = true;
      try { new Function('return 1')(); } catch { evaluated = false; }
      await fetch('http://127.0.0.1:9/').catch(() => undefined);
      await new Promise((later) => setTimeout(later, 300));
      const { outlineWidth } = getComputedStyle(document.body);
      const injected = 'injected' in window;
      resolve({ injected, styled: outlineWidth === '7px', evaluated, blocked: [...blocked].sort() });
    }))`);
    expect(outcome).toEqual({
      injected: false,
      styled: false,
      evaluated: false,
      blocked: [
        'connect-src',
        'frame-src',
        'img-src',
        'script-src',
        'script-src-elem',
        'style-src-elem',
      ],
    });
  });
});

test.describe('people', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`find nothing in their way, says axe, in ${colorScheme}`, async ({ page, start }) => {
      await page.emulateMedia({ colorScheme });
      const studio = await start(serveFake({ msPerRow: 20 }));
      await page.goto(studio.address);
      const serious = async (): Promise<string[]> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      };
      await page.getByRole('figure').waitFor();
      expect(await serious()).toEqual([]);
      await page.locator('#prompt').fill('a boat');
      await page.locator('#prompt').press('Control+Enter');
      await page.getByRole('link', { name: 'Save PNG' }).waitFor();
      expect(await serious()).toEqual([]);
      await page.setViewportSize({ width: 900, height: 700 });
      await page.getByRole('button', { name: 'Settings' }).click();
      expect(await serious()).toEqual([]);
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
    await context.close();
  });

  test('change the theme with one button', async ({ page, start }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const studio = await start(serveFake());
    await page.goto(studio.address);
    const background = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: 'Theme: As the system' }).click();
    await page.getByRole('button', { name: 'Theme: Light' }).click();
    await page.getByRole('button', { name: 'Theme: Dark' }).waitFor();
    expect(await background()).not.toBe(light);
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
    await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
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

test('the page weighs little before its fonts', async ({ page, start }) => {
  let bytes = 0;
  page.on('response', (response) => {
    if (!/\.(js|css|html)$|\/$/.test(new URL(response.url()).pathname)) return;
    void response.body().then(
      (body) => (bytes += gzipSync(body).length),
      () => undefined, // a redirect has no body
    );
  });
  const studio = await start(serveFake());
  await page.goto(studio.address);
  await page.getByRole('figure').waitFor();
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(350_000);
});

test.describe('bad days', () => {
  test('no model: the page says what to do', async ({ page, start }) => {
    const studio = await start(serveFake({ model: false }));
    await page.goto(studio.address);
    await expect(page.getByText('No model is installed yet')).toBeVisible();
    await expect(page.getByText('npm run -s studio -- models build <folder>')).toBeVisible();
    await page.locator('#prompt').fill('a boat');
    await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
  });

  test('a failure is a sentence, with the details folded and one way out', async ({
    page,
    start,
  }) => {
    const message = 'The engine stopped with signal SIGSEGV.';
    const studio = await start(
      serveFake({ msPerRow: 150, failure: { code: 'engine-stopped', message } }),
    );
    await page.goto(studio.address);
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    const alert = page.getByRole('alert');
    await expect(alert.getByRole('heading')).toHaveText('The engine stopped while drawing');
    await expect(alert.getByText(message)).toBeHidden();
    await alert.getByText('Details').click();
    await expect(alert.getByText(message)).toBeVisible();
    await Promise.all([
      page.getByText(/\d+ \/ \d+/).waitFor(),
      alert.getByRole('button', { name: 'Try again' }).click(),
    ]);
  });

  test('a studio that went away and came back finds its page again', async ({ page, start }) => {
    // A port that no other test is given in between.
    const port = 20_000 + (process.pid % 10_000);
    const studio = await start(serveFake({ port }));
    await page.goto(studio.address);
    await page.getByRole('figure').waitFor();
    await studio.stop();
    await expect(page.getByText('The studio does not answer')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
    const again = await start(serveFake({ port }));
    await page.goto(again.address);
    await expect(page.getByText('The studio does not answer')).toBeHidden();
  });

  test('a connection that breaks while it draws loses no picture', async ({ page, start }) => {
    await page.addInitScript(`
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(address) {
          super(address);
          window.sockets.push(this);
        }
      };
    `);
    const studio = await start(serveFake({ msPerRow: 300 }));
    await page.goto(studio.address);
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    await page.getByText(/\d+ \/ \d+/).waitFor();
    await page.evaluate('sockets[0].close()');
    await expect(page.getByText('Your last picture is still being drawn')).toBeVisible();
    await expect(page.getByRole('img', { name: 'Picture: a boat' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Save PNG' })).toBeVisible();
    await expect(page.getByText('Your last picture is still being drawn')).toBeHidden();
    expect(await page.evaluate('sockets.length')).toBe(2);
  });

  test('with previews off nothing shows until the picture is there', async ({ page, start }) => {
    const seen = await watchCanvas(page);
    const studio = await start(serveFake({ msPerRow: 20 }));
    await page.goto(studio.address);
    await page.getByText('Off', { exact: true }).click();
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    expect((await seen()).map(({ final }) => final)).toEqual([true]);
  });
});
