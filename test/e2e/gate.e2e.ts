import { request as send } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, serveFake, test, type Served } from './served.ts';

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
