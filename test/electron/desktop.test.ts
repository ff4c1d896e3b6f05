import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PAGE_HEADERS } from '../../main/pages.ts';
import { DESKTOP_CHANNEL, type DesktopBridge } from '../../preload/contract/desktop.ts';
import type { GrantId } from '../../preload/contract/grant.ts';
import { createDesktopBridge } from '../../renderer/desktop.ts';
import { app, ipcMain, ipcRenderer, seen, session } from './stand-in.ts';

/*
 * The desktop host from its start to its end, against the typed stand-in for the `electron` module:
 * a real studio, a real database and real child processes behind it.
 */

let root: string;
let data: string;
const picture = 'a'.repeat(64);

beforeAll(async () => {
  const { version } = createRequire(import.meta.url)('electron/package.json') as Versioned;
  console.log(`The desktop host runs against the stand-in for Electron ${version}.`);
  root = await mkdtemp(path.join(tmpdir(), 'janus-desktop-'));
  data = path.join(root, 'data');
  const pages = path.join(root, 'app/dist/renderer');
  await mkdir(path.join(pages, 'assets'), { recursive: true });
  await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Janus Studio</title>');
  await writeFile(path.join(pages, 'assets/index-1a.js'), 'export {};');
  await writeFile(path.join(root, 'app/secret.txt'), 'not of the page');
  await mkdir(path.join(data, 'window'), { recursive: true });
  const state = { x: 5, y: 6, width: 1000, height: 640, maximized: true };
  await writeFile(path.join(data, 'window/window.json'), JSON.stringify(state));
  seen.appPath = path.join(root, 'app');
  seen.languages = ['fr-FR', 'ko-KR', 'en-US'];
  seen.switches.set('data', data);
  await runAnew('../../main/index.ts');
  await openPage();
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Versioned {
  readonly version: string;
}

/** Runs a module that has run before, over the same Electron. */
async function runAnew(module: string): Promise<void> {
  const { started } = (await import(`${module}?${crypto.randomUUID()}`)) as { started?: unknown };
  await started;
}

const contents = () => seen.windows.at(-1)!.webContents;

/** What the page does first: the preload script runs, and the page reaches the studio. */
async function openPage() {
  ipcRenderer.removeAllListeners();
  ipcRenderer.contents = contents();
  await runAnew('../../preload/index.ts');
  return createDesktopBridge(seen.exposed.get('studio') as DesktopBridge);
}

const pageRequest = (address: string, method = 'GET') =>
  Promise.resolve(seen.handlers.get('studio')!(new Request(address, { method })));

test('the window is sandboxed, isolated, without Node, and shows our own scheme', () => {
  expect(seen.errors).toEqual([]);
  expect(seen.windows).toHaveLength(1);
  expect(seen.windows[0]!.options.webPreferences).toEqual({
    preload: path.join(seen.appPath, 'dist/preload/index.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
  expect(contents().getURL()).toBe('studio://app/');
  const [scheme, ...more] = seen.schemes;
  expect(more).toEqual([]);
  expect(scheme).toEqual({
    scheme: 'studio',
    privileges: { standard: true, secure: true, supportFetchAPI: true },
  });
});

test('the page gets two functions and nothing of Electron', () => {
  const bridge = seen.exposed.get('studio') as Record<string, unknown>;
  expect([...seen.exposed.keys()]).toEqual(['studio']);
  expect(Object.entries(bridge).map(([name, value]) => `${name} ${typeof value}`)).toEqual([
    'ask function',
    'stream function',
  ]);
});

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
    const { href: url } = new URL(address);
    const response = await seen.handlers.get('studio')!({ method: 'GET', url } as Request);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('not of the page');
  });

  test('is read only', async () => {
    expect((await pageRequest('studio://app/', 'POST')).status).toBe(405);
  });

  test('serves a saved picture and its thumbnail by id', async () => {
    const { servePage } = await import('../../main/electron/protocol.ts');
    const file = path.join(root, 'picture.png');
    await writeFile(file, 'a picture');
    const images = {
      pictureFile: (id: string) => Promise.resolve(id === picture ? file : null),
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
      seen.permissionCheck!(
        null,
        'clipboard-sanitized-write' as never,
        'https://example.org',
        {} as never,
      ),
    ).toBe(false);
    expect(seen.device!({} as never)).toBe(false);
    seen.display!({} as never, (streams) => {
      expect(streams).toBeNull();
    });
  });

  test('reaches no network', () => {
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined;
      seen.beforeRequest!({ url }, (response) => (cancel = response.cancel));
      return cancel;
    };
    for (const url of [
      'https://example.org/',
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

describe('messages', () => {
  test('carry an ask and a stream both ways', async () => {
    const { studio, connection } = await openPage();
    expect(connection.get()).toBe('open');
    expect(await studio.ask('studio:status', {})).toMatchObject({
      model: null,
      host: 'desktop',
      platform: process.platform,
      dataFolder: data,
    });
    const stop = new AbortController();
    const watching = studio.stream('models:watch', {}, stop.signal)[Symbol.asyncIterator]();
    expect((await watching.next()).value).toMatchObject({ models: [] });
    stop.abort();
    await expect(watching.next()).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('are dropped when they are not from the main frame of our page', async () => {
    await openPage();
    const sender = contents();
    const before = sender.received.length;
    const frame = { kind: 'ask', id: 900, name: 'studio:status', request: {} };
    const page = crypto.randomUUID();
    const from = (senderFrame: unknown, name: unknown = page) =>
      ipcMain.emit(DESKTOP_CHANNEL, { sender, senderFrame }, name, frame);
    from(null);
    from({ url: 'studio://app/' }); // a frame within
    for (const url of [
      'https://example.org/',
      'file:///a.html',
      'about:blank',
      `studio://app/picture/${picture}.png`,
    ]) {
      sender.mainFrame.url = url;
      from(sender.mainFrame);
    }
    sender.mainFrame.url = 'studio://app/';
    from(sender.mainFrame, 'no page');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sender.received).toHaveLength(before);
    // The same message from where it belongs is answered, so that the silence above means something.
    from(sender.mainFrame);
    await vi.waitFor(() => {
      expect(sender.received.at(-1)).toMatchObject([page, { kind: 'answer', id: 900 }]);
    });
  });

  test('are parsed: an unknown name and a wrong request come back as a sentence', async () => {
    const { studio } = await openPage();
    for (const [name, request] of [
      ['studio:quit', {}],
      ['__proto__', {}],
      ['studio:status', { more: 1 }],
      ['picture:draw', { prompt: '' }],
    ] as const) {
      await expect(studio.ask(name as 'studio:status', request as never)).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
  });

  test('a page that sends no frames is not listened to any more', async () => {
    const page = crypto.randomUUID();
    const sender = contents();
    const say = (frame: unknown) =>
      ipcMain.emit(DESKTOP_CHANNEL, { sender, senderFrame: sender.mainFrame }, page, frame);
    say({ kind: 'ask', id: -1, name: 'studio:status', request: {}, more: true });
    const before = sender.received.length;
    say({ kind: 'ask', id: 1, name: 'studio:status', request: {} });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sender.received).toHaveLength(before);
    const { studio } = await openPage();
    expect(await studio.ask('models:list', {})).toEqual([]);
  });

  test('for the page before a reload do not reach the page after it', async () => {
    const first = await openPage();
    const late = first.studio.ask('models:list', {});
    const outcome = vi.fn();
    void late.then(outcome, outcome);
    const second = await openPage();
    expect(await second.studio.ask('models:list', {})).toEqual([]);
    expect(outcome).not.toHaveBeenCalled();
  });
});

test('a folder comes in through the dialog: an id and a name, and never its path', async () => {
  const { studio } = await openPage();
  const folder = path.join(root, 'a checkpoint');
  await mkdir(folder);
  await expect(studio.ask('grant:folder', { typed: folder })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  expect(await studio.ask('grant:folder', {})).toBeNull();
  seen.dialogAnswer = { canceled: false, filePaths: [folder] };
  const granted = await studio.ask('grant:folder', {});
  expect(granted?.name).toBe('a checkpoint');
  expect(seen.dialogs.at(-1)).toMatchObject({
    title: '체크포인트 폴더 선택',
    properties: ['openDirectory'],
  });
  expect(JSON.stringify(contents().received.slice(-2))).not.toContain(root);
  await expect(
    studio.ask('model:inspect', { grant: crypto.randomUUID() as GrantId }),
  ).rejects.toMatchObject({ code: 'not-allowed' });
  // Read by the workshop, which is a process of Electron here.
  await expect(studio.ask('model:inspect', { grant: granted!.grant })).rejects.toMatchObject({
    code: 'bad-checkpoint',
  });
  expect(seen.children.map((file) => path.basename(file))).toContain('workshop-entry.ts');
});

test('the menu is in the language of the system, and has its quit', () => {
  expect(seen.menu.map(({ label }) => label)).toEqual(['파일', '편집', '보기', '창']);
  expect(seen.menu[0]!.submenu).toEqual([{ role: 'quit', label: 'Janus Studio 종료' }]);
});

test('the window is where it was, and shown when it has been drawn', () => {
  const [window] = seen.windows;
  expect(window!.options).toMatchObject({ x: 5, y: 6, width: 1000, height: 640, show: false });
  expect([window!.shown, window!.maximized]).toEqual([false, false]);
  window!.emit('ready-to-show');
  expect([window!.shown, window!.maximized]).toEqual([true, true]);
});

test('a page that crashed is loaded again, but not over and over', () => {
  const { webContents } = seen.windows[0]!;
  const before = webContents.reloads;
  for (const reason of ['clean-exit', 'crashed', 'crashed']) {
    webContents.emit('render-process-gone', {}, { reason });
  }
  expect(webContents.reloads).toBe(before + 1);
});

test('a second studio shows the window of the first', () => {
  const [window] = seen.windows;
  window!.minimized = true;
  app.emit('second-instance');
  expect([window!.minimized, seen.focused.length, seen.windows.length]).toEqual([false, 1, 1]);
});

test('closing the window keeps its place, and the studio ends whole', async () => {
  const [window] = seen.windows;
  window!.close();
  await vi.waitFor(() => {
    expect(seen.quits).toBe(1);
  }, 20_000);
  const state = await readFile(path.join(data, 'window/window.json'), 'utf8');
  expect(JSON.parse(state)).toEqual({ x: 10, y: 20, width: 900, height: 700, maximized: true });
  // Nobody owns the folder now: another start takes it.
  const { createStudio } = await import('../../main/studio.ts');
  await (await createStudio({ dataFolder: data })).close();
});

test('a data folder in use is said in a box, and the start fails', async () => {
  const { createStudio } = await import('../../main/studio.ts');
  const owner = await createStudio({ dataFolder: data, host: 'a test' });
  await runAnew('../../main/index.ts');
  expect(seen.errors[0]?.title).toBe('Janus Studio를 열 수 없습니다');
  expect(seen.errors[0]?.content).toContain('is in use by a test');
  expect(seen.exits).toEqual([1]);
  await owner.close();
});

test('where another studio holds the lock, no second one starts', async () => {
  seen.lock = false;
  const windows = seen.windows.length;
  await runAnew('../../main/index.ts');
  expect(seen.windows).toHaveLength(windows);
});

test('a child of Electron tells how it ended, and is killed for good', async () => {
  const { asUtility } = await import('../../main/electron/children.ts');
  const start = asUtility(new URL('./blocked-entry.ts', import.meta.url), 'a child');
  if (typeof start !== 'function') throw new Error('Expected a way to start.');
  const { promise: heard, resolve: hear } = Promise.withResolvers<unknown>();
  const child = start({ hear, log: () => undefined });
  expect(await heard).toBe('blocked from now on');
  child.send({ kind: 'quit' });
  child.kill();
  expect(await child.exit).toMatch(/^exit code \d+; it last said: the last words$/);
});
