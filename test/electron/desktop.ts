import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { DesktopBridge } from '../../preload/contract/desktop.ts';
import { createDesktopBridge } from '../../renderer/desktop.ts';
import { ipcRenderer, seen } from './stand-in.ts';

/** Where a test's studio lives: `root` holds its app and its `data`. */
interface Home {
  root: string;
  data: string;
}

/**
 * For a test file: the desktop host runs against the typed stand-in for the `electron` module, with
 * a real studio, a real database and real child processes behind it.
 */
export function desktop(): Readonly<Home> {
  const home: Home = { root: '', data: '' };
  beforeAll(async () => {
    const { version } = createRequire(import.meta.url)('electron/package.json') as Versioned;
    console.log(`The desktop host runs against the stand-in for Electron ${version}.`);
    home.root = await mkdtemp(path.join(tmpdir(), 'janus-desktop-'));
    home.data = path.join(home.root, 'data');
    await furnish(home);
    seen.appPath = path.join(home.root, 'app');
    seen.languages = ['fr-FR', 'ko-KR', 'en-US'];
    seen.switches.set('data', home.data);
    await startHost();
    await openPage();
  });
  afterAll(() => rm(home.root, { recursive: true, force: true }));
  return home;
}

interface Versioned {
  readonly version: string;
}

/** A built page, a file beside it that nobody may have, and where the window was. */
async function furnish({ root, data }: Home): Promise<void> {
  const pages = path.join(root, 'app/dist/renderer');
  await mkdir(path.join(pages, 'assets'), { recursive: true });
  await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Janus Studio</title>');
  await writeFile(path.join(pages, 'assets/index-1a.js'), 'export {};');
  await writeFile(path.join(root, 'app/secret.txt'), 'not of the page');
  await mkdir(path.join(data, 'window'), { recursive: true });
  const state = { x: 5, y: 6, width: 1000, height: 640, maximized: true };
  await writeFile(path.join(data, 'window/window.json'), JSON.stringify(state));
}

/** Starts the host, also one that has been started before. */
export function startHost(): Promise<void> {
  return runAnew('../../main/index.ts');
}

/** What the page does first: the preload script runs, and the page reaches the studio. */
export async function openPage() {
  ipcRenderer.removeAllListeners();
  ipcRenderer.contents = contents();
  await runAnew('../../preload/index.ts');
  return createDesktopBridge(seen.exposed.get('studio') as DesktopBridge);
}

/** Runs a module that has run before, over the same Electron. */
async function runAnew(module: string): Promise<void> {
  const { started } = (await import(`${module}?${crypto.randomUUID()}`)) as { started?: unknown };
  await started;
}

/** Of the last window. */
export const contents = () => seen.windows.at(-1)!.webContents;
