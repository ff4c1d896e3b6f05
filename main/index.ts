import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, session } from 'electron';
import { makeFolder } from '../native-models/make-folder.ts';
import { utilityEntries } from './electron/children.ts';
import { systemDesk } from './electron/desk.ts';
import { folderDialog } from './electron/dialogs.ts';
import { demandSandbox, guardContents, guardSession } from './electron/guard.ts';
import { carryFrames } from './electron/ipc.ts';
import { setMenu } from './electron/menu.ts';
import { bringIn, hearOpenedFiles } from './electron/opened-files.ts';
import { registerScheme, servePage } from './electron/protocol.ts';
import { openWindow } from './electron/window.ts';
import { wordsFor } from './electron/words.ts';
import { toFailure } from './failure.ts';
import { pathsUnder, usualDataFolder } from './paths.ts';
import { createWindows, type Windows } from './routes/windows.ts';
import { createStudio, type Studio } from './studio.ts';

const paths = pathsUnder(app.commandLine.getSwitchValue('data') || usualDataFolder());
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

// Electron takes these before it is ready only, and is not ready before this module has run.
registerScheme();
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND'); // No name is looked up.
await makeFolder(paths.window);
app.setPath('userData', paths.window); // Each data folder has a window, and a lock, of its own.

const opened = hearOpenedFiles(app, process.argv.slice(1), (file, routes) =>
  bringIn(file, routes, { dialog, words: wordsFor(app.getPreferredSystemLanguages()) }),
);

/** Resolves when the window is open, or when another studio has been asked to show its own. */
export const started = app.requestSingleInstanceLock() ? start() : leave();

function leave(): Promise<void> {
  app.quit();
  return Promise.resolve();
}

/** Start-up, step by step; the window is last, for until then there is nothing to show. */
async function start(): Promise<void> {
  await app.whenReady();
  const words = wordsFor(app.getPreferredSystemLanguages());
  try {
    demandSandbox(app);
    guardSession(session.defaultSession);
    guardContents(app);
    const studio = await createStudio({
      dataFolder: paths.root,
      host: 'the desktop app',
      entries: utilityEntries,
      chooseFolder: folderDialog(words),
      desk: systemDesk(inApp('assets/icon.png')),
      onLog: log,
    });
    const windows = createWindows(studio.routes);
    servePage(session.defaultSession, inApp('dist/renderer'), studio);
    carryFrames(ipcMain, windows, log);
    setMenu(words, process.platform);
    liveAndEnd(studio, windows);
    showWindow();
    opened.bringInto(studio.routes, showWindow);
  } catch (thrown) {
    dialog.showErrorBox(words.cannotOpen, toFailure(thrown).message);
    app.exit(1);
  }
}

function inApp(file: string): string {
  return path.join(app.getAppPath(), file);
}

/** Brings the window to the front, and opens one where there is none. */
function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    openWindow({
      preload: inApp('dist/preload/index.cjs'),
      stateFile: path.join(paths.window, 'window.json'),
      icon: inApp('assets/icon.png'),
      log,
    });
    return;
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The studio outlives its window while it draws; when it ends, it puts everything away first. */
function liveAndEnd(studio: Studio, windows: Windows): void {
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform === 'darwin') return;
    void windows.idle().then(() => {
      if (BrowserWindow.getAllWindows().length === 0) app.quit();
    });
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void windows
      .close()
      .then(() => studio.close())
      .finally(() => {
        ended = true;
        app.quit();
      });
  });
}
