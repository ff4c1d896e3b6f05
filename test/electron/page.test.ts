import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { PAGE_HEADERS } from '../../main/pages.ts';
import { contents, desktop } from './desktop.ts';
import { seen, session } from './stand-in.ts';

const home = desktop();
const picture = 'a'.repeat(64);

const pageRequest = (address: string, method = 'GET') =>
  Promise.resolve(seen.handlers.get('studio')!(new Request(address, { method })));

describe('the scheme', () => {
  test('serves the page with the headers of every host, and no unsafe word in them', async () => {
    const response = await pageRequest('studio://app/');
    expect(await response.text()).toContain('<title>Janus Studio</title>');
    for (const [name, value] of Object.entries(PAGE_HEADERS)) {
      expect(response.headers.get(name)).toBe(value);
    }
    const policy = response.headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    const script = await pageRequest('studio://app/assets/index-1a.js');
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('Cache-Control')).toContain('immutable');
    expect((await pageRequest('studio://app/', 'HEAD')).status).toBe(200);
  });

  test.each([
    'studio://app/../secret.txt',
    'studio://app/..%2f..%2fsecret.txt',
    'studio://app//etc/passwd',
    'studio://app/assets/',
    'studio://app/__proto__',
    `studio://app/picture/${picture}.png`,
    'studio://app/picture/..%2f..%2fsecret.png',
    'studio://other/index.html',
    'studio://app@other/index.html',
  ])('has nothing at %s', async (address) => {
    // Electron hands on what Chromium has parsed; Node's own Request refuses a user name.
    const { href: value } = new URL(address);
    const request = Object.defineProperty(new Request('studio://app/'), 'url', { value });
    const response = await seen.handlers.get('studio')!(request);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('not of the page');
  });

  test('is read only', async () => {
    expect((await pageRequest('studio://app/', 'POST')).status).toBe(405);
  });

  test('serves a saved picture and its thumbnail by id', async () => {
    const { servePage } = await import('../../main/electron/protocol.ts');
    const file = path.join(home.root, 'picture.png');
    await writeFile(file, 'a picture');
    const images = {
      pictureFile: (id: string) => Promise.resolve(id === picture ? file : null),
      exportFile: () => Promise.resolve(null),
      thumbnailFile: () => Promise.reject(new Error('gone')),
    };
    const before = seen.handlers.get('studio')!;
    servePage(session.defaultSession as never, path.join(seen.appPath, 'dist/renderer'), images);
    const response = await pageRequest(`studio://app/picture/${picture}.png`);
    expect([await response.text(), response.headers.get('Content-Type')]).toEqual([
      'a picture',
      'image/png',
    ]);
    expect((await pageRequest(`studio://app/thumbnail/${picture}.webp`)).status).toBe(404);
    seen.handlers.set('studio', before);
  });
});

describe('a page', () => {
  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    'does not leave: %s',
    (leaving) => {
      const stays = (url: string, isMainFrame = true) => {
        const preventDefault = vi.fn();
        contents().emit(leaving, { url, isMainFrame, preventDefault });
        return preventDefault.mock.calls.length === 1;
      };
      expect(stays('https://example.org/')).toBe(true);
      expect(stays('file:///etc/passwd')).toBe(true);
      expect(stays('studio://app.example.org/')).toBe(true);
      expect(stays(`studio://app/picture/${picture}.png`)).toBe(true);
      expect(stays('javascript:alert(1)')).toBe(true);
      expect(stays('studio://app/', false)).toBe(true);
      expect(stays('studio://app/#gallery')).toBe(false);
    },
  );

  test('opens no window and holds no guest', () => {
    for (const url of ['https://example.org', 'studio://app/', 'about:blank']) {
      expect(contents().opened!({ url } as never)).toEqual({ action: 'deny' });
    }
    const preventDefault = vi.fn();
    contents().emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  test('is given no permission but to put a picture on the clipboard', () => {
    const asked = (permission: string): boolean => {
      const answers: boolean[] = [];
      seen.permissionRequest!(
        contents() as never,
        permission as never,
        (yes) => answers.push(yes),
        {} as never,
      );
      const checked = seen.permissionCheck!(
        contents() as never,
        permission as never,
        'studio://app',
        {} as never,
      );
      expect(answers).toEqual([checked]);
      return checked;
    };
    for (const permission of [
      'clipboard-read',
      'display-capture',
      'fileSystem',
      'fullscreen',
      'geolocation',
      'hid',
      'media',
      'midi',
      'notifications',
      'openExternal',
      'pointerLock',
      'serial',
      'usb',
      'unknown',
    ])
      expect(asked(permission), permission).toBe(false);
    expect(asked('clipboard-sanitized-write')).toBe(true);
    const elsewhere = { getURL: () => 'https://example.org/' };
    const answer = vi.fn();
    seen.permissionRequest!(elsewhere as never, 'clipboard-sanitized-write', answer, {} as never);
    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(
      seen.permissionCheck!(null, 'clipboard-sanitized-write', 'https://example.org', {} as never),
    ).toBe(false);
    expect(seen.device!({} as never)).toBe(false);
    const streams = vi.fn();
    seen.display!({} as never, streams);
    expect(streams).toHaveBeenCalledExactlyOnceWith(null);
  });

  test('reaches no network', () => {
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined;
      seen.beforeRequest!({ url }, (response) => (cancel = response.cancel));
      return cancel;
    };
    for (const url of [
      'https://example.org/',
      'https://example.org/?studio://app/',
      'http://127.0.0.1:80/',
      'ws://127.0.0.1/',
      'wss://example.org/',
      'file:///etc/passwd',
      'ftp://example.org/',
      'studio://other/',
      'studio://app.example.org/',
      'blob:https://example.org/1',
      'chrome://gpu',
    ])
      expect(cancelled(url), url).toBe(true);
    for (const url of ['studio://app/', 'blob:studio://app/1', 'data:image/png;base64,AA==']) {
      expect(cancelled(url), url).toBe(false);
    }
    expect(seen.spelling).toBe(false);
    expect(seen.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    const preventDefault = vi.fn();
    session.defaultSession.emit(
      'will-download',
      { preventDefault },
      { getURL: () => 'https://a.b/' },
    );
    session.defaultSession.emit(
      'will-download',
      { preventDefault },
      { getURL: () => 'blob:studio://app/1' },
    );
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});
