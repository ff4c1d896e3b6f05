import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { contents, desktop, startHost } from './desktop.ts';
import { app, seen } from './stand-in.ts';

const home = desktop();

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
  app.emit('second-instance', {}, ['janus-studio', '--flag'], home.root);
  expect([window!.minimized, seen.focused.length, seen.windows.length]).toEqual([false, 1, 1]);
});

test('closing the window keeps its place, and the studio ends whole', async () => {
  const [window] = seen.windows;
  window!.close();
  await vi.waitFor(() => {
    expect(seen.quits).toBe(1);
  }, 20_000);
  const state = await readFile(path.join(home.data, 'window/window.json'), 'utf8');
  expect(JSON.parse(state)).toEqual({ x: 10, y: 20, width: 900, height: 700, maximized: true });
  // Nobody owns the folder now: another start takes it.
  const { createStudio } = await import('../../main/studio.ts');
  await (await createStudio({ dataFolder: home.data })).close();
});

test('a data folder in use is said in a box, and the start fails', async () => {
  const { createStudio } = await import('../../main/studio.ts');
  const owner = await createStudio({ dataFolder: home.data, host: 'a test' });
  await startHost();
  expect(seen.errors[0]?.title).toBe('Janus Studio를 열 수 없습니다');
  expect(seen.errors[0]?.content).toContain('is in use by a test');
  expect(seen.exits).toEqual([1]);
  await owner.close();
});

test('without a sandbox nothing is opened, and a box says what to do', async () => {
  const windows = seen.windows.length;
  seen.errors.length = 0;
  seen.exits.length = 0;
  seen.switches.set('no-sandbox', '');
  await startHost();
  seen.switches.delete('no-sandbox');
  expect(seen.errors[0]?.content).toContain('--no-sandbox');
  expect([seen.exits, seen.windows.length]).toEqual([[1], windows]);
});

test('where another studio holds the lock, no second one starts', async () => {
  seen.lock = false;
  const windows = seen.windows.length;
  await startHost();
  expect(seen.windows).toHaveLength(windows);
});
