import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, serveFake, test as base } from './served.ts';

/** What a browser asked for: of the page itself, and of anybody beyond this machine. */
interface Asked {
  readonly page: Page;
  /** Addresses of every request and socket, also of those that were refused. */
  readonly addresses: readonly string[];
  /** What reached the browser's proxy, which stands for the whole network. */
  readonly beyond: readonly string[];
  /** What the page's own policy had to refuse. */
  readonly refused: readonly string[];
}

const test = base.extend<{ readonly asked: Asked }>({
  asked: async ({ browser }, use) => {
    const beyond: string[] = [];
    const proxy = createServer(({ url = '' }, response) => {
      beyond.push(url);
      response.writeHead(502).end();
    });
    proxy.on('connect', ({ url = '' }, socket) => {
      beyond.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const { port } = proxy.address() as AddressInfo;

    const server = `http://127.0.0.1:${port}`;
    const context = await browser.newContext({ proxy: { server, bypass: '127.0.0.1' } });
    const [addresses, refused]: [string[], string[]] = [[], []];
    context.on('request', (request) => addresses.push(request.url()));
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    const page = await context.newPage();
    page.on('websocket', (socket) => addresses.push(socket.url()));
    await use({ page, addresses, beyond, refused });
    await context.close();
    await new Promise((closed) => proxy.close(closed));
  },
});

/** A request that leaves the page: not to a blob or data of its own making. */
function leaves(address: string): boolean {
  return /^(https?|wss?):/.test(address);
}

test('a whole session asks nobody but the studio for anything', async ({ asked, start }) => {
  const { page, addresses, beyond, refused } = asked;
  const studio = await start(serveFake({ msPerRow: 20, others: ['other'] }));
  await page.goto(studio.address);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a boat 배 船');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('link', { name: 'Save PNG' }).waitFor();

  const doors = page.getByRole('navigation').first().getByRole('link');
  await expect(doors).toHaveText(['Draw', 'Ask', 'Gallery', 'Models', 'Settings']);
  for (const language of ['한국어', '中文', 'English']) {
    await page.getByRole('combobox', { name: /Language|언어|语言/ }).selectOption(language);
    for (const door of await doors.all()) {
      await door.click();
      await expect(door).toHaveAttribute('aria-current', 'page');
      await expect(page.getByRole('main')).not.toBeEmpty();
    }
  }
  await page.getByText('Parts by others').click();
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page.getByRole('gridcell').first().click();
  await page.getByRole('link', { name: 'How it was drawn' }).click();
  await expect(page).toHaveURL(/#making/);
  await expect(page.getByRole('main')).not.toBeEmpty();

  const own = new RegExp(`^(http|ws)://127\\.0\\.0\\.1:${studio.port}/`);
  expect(addresses.filter((address) => leaves(address) && !own.test(address))).toEqual([]);
  expect(beyond).toEqual([]);
  expect(refused).toEqual([]);
  // The ears are good: they heard all kinds of the studio's own requests, …
  for (const kind of [
    /\.js$/,
    /\.css$/,
    /\.woff2$/,
    /\/licences\.json$/,
    /^ws:/,
    /\/picture\//,
    /\/thumbnail\//,
  ]) {
    expect(
      addresses.some((address) => kind.test(address)),
      `${kind}`,
    ).toBe(true);
  }
  // … and they hear what leaves.
  const other = await page.context().newPage();
  await other.goto('http://elsewhere.invalid/').catch(() => null);
  expect(addresses).toContain('http://elsewhere.invalid/');
  expect(beyond).toContain('http://elsewhere.invalid/');
});
