import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE_ADDRESS } from './protocol.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** What a window needs of the house. */
export interface WindowPlace {
  /** The built preload script. */
  readonly preload: string;
  /** Where the window's place on the screen is remembered. */
  readonly stateFile: string;
  /** As PNG. */
  readonly icon: string;
  readonly log: (line: string) => void;
}

/** A page that dies more often than this is not shown again by itself. */
const AGAIN_AFTER_MS = 60_000;

/** Opens the studio's window. It is shown when the page has been drawn, so nothing flashes. */
export function openWindow({ preload, stateFile, icon, log }: WindowPlace): BrowserWindow {
  const state = readWindowState(stateFile, screen);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 480,
    minHeight: 480,
    ...(state && { x: state.x, y: state.y, width: state.width, height: state.height }),
    title: 'Janus Studio',
    icon,
    show: false,
    // The page's own surface, in both themes.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#131110' : '#faf9f6',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  keepWindowState(stateFile, window);
  window.once('ready-to-show', () => {
    if (state?.maximized) window.maximize();
    window.show();
  });
  comeBack(window, log);
  void window.loadURL(PAGE_ADDRESS);
  return window;
}

/** A page that crashed is loaded again, for the studio behind it goes on; but not in a loop. */
function comeBack(window: BrowserWindow, log: (line: string) => void): void {
  let lastMs = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log(`The page stopped (${reason}).`);
    const now = performance.now();
    if (now - lastMs > AGAIN_AFTER_MS) window.webContents.reload();
    lastMs = now;
  });
}
