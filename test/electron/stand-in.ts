import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
/* eslint-disable @typescript-eslint/no-unnecessary-condition -- What a test sets, the compiler cannot see. */
import type * as Electron from 'electron';

/**
 * The parts of Electron that the desktop host uses, for machines without its runtime: what is set is
 * kept to be looked at, what is sent is cloned as Electron clones it, and a utility process is a Node
 * with Electron's pipe. Each part is checked against Electron's own types below.
 */

/** What the host has set, for tests to look at. `reset` forgets it. */
export const seen = {
  appPath: '',
  switches: new Map<string, string>(),
  paths: new Map<string, string>(),
  languages: ['en-US'],
  lock: true,
  exits: [] as number[],
  quits: 0,
  schemes: [] as Electron.CustomScheme[],
  handlers: new Map<string, (request: Request) => Response | Promise<Response>>(),
  windows: [] as StandInWindow[],
  focused: [] as string[],
  menu: [] as Electron.MenuItemConstructorOptions[],
  errors: [] as { title: string; content: string }[],
  messages: [] as Electron.MessageBoxOptions[],
  dialogs: [] as Electron.OpenDialogOptions[],
  dialogAnswer: { canceled: true, filePaths: [] as string[] } as Electron.OpenDialogReturnValue,
  beforeRequest: null as BeforeRequest | null,
  permissionRequest: null as PermissionRequest | null,
  permissionCheck: null as PermissionCheck | null,
  device: null as Device | null,
  display: null as DisplayMedia | null,
  spelling: true,
  exposed: new Map<string, unknown>(),
  children: [] as string[],
  drags: [] as Electron.Item[],
  shownFiles: [] as string[],
};

type BeforeRequest = (
  details: { url: string },
  answer: (response: Electron.CallbackResponse) => void,
) => void;
type PermissionRequest = NonNullable<
  Parameters<Electron.Session['setPermissionRequestHandler']>[0]
>;
type PermissionCheck = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;
type Device = NonNullable<Parameters<Electron.Session['setDevicePermissionHandler']>[0]>;
type DisplayMedia = NonNullable<Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]>;

class StandInApp extends EventEmitter {
  readonly commandLine = {
    appendSwitch: (name: string, value?: string) => void seen.switches.set(name, value ?? ''),
    getSwitchValue: (name: string) => seen.switches.get(name) ?? '',
    hasSwitch: (name: string) => seen.switches.has(name),
  };
  getAppPath = (): string => seen.appPath;
  setPath = (name: string, place: string): void => void seen.paths.set(name, place);
  getPreferredSystemLanguages = (): string[] => seen.languages;
  requestSingleInstanceLock = (): boolean => seen.lock;
  whenReady = (): Promise<void> => Promise.resolve();
  exit = (code = 0): void => void seen.exits.push(code);
  /** As Electron: windows first, then `will-quit`, which may keep the app alive. */
  quit = (): void => {
    for (const window of seen.windows.filter(({ gone }) => !gone)) window.close();
    let kept = false;
    this.emit('will-quit', {
      preventDefault: () => {
        kept = true;
      },
    });
    if (!kept) seen.quits += 1;
  };
}
export const app = new StandInApp();

/** A page's frame; the main one of its contents unless a test makes another. */
export interface StandInFrame {
  url: string;
}

let lastContents = 0;

export class StandInContents extends EventEmitter {
  readonly id = (lastContents += 1);
  readonly mainFrame: StandInFrame = { url: 'about:blank' };
  opened: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null;
  reloads = 0;
  gone = false;
  /** What was sent to the page, as it arrives there. */
  readonly received: unknown[][] = [];

  setWindowOpenHandler = (handler: NonNullable<typeof this.opened>): void => {
    this.opened = handler;
  };
  getURL = (): string => this.mainFrame.url;
  isDestroyed = (): boolean => this.gone;
  reload = (): void => void (this.reloads += 1);
  startDrag = (item: Electron.Item): void => void seen.drags.push(item);
  send = (channel: string, ...args: unknown[]): void => {
    const arrived = structuredClone(args);
    this.received.push(arrived);
    ipcRenderer.emit(channel, {}, ...arrived);
  };
}

class StandInWindow extends EventEmitter {
  static getAllWindows = (): StandInWindow[] => seen.windows.filter(({ gone }) => !gone);
  static getFocusedWindow = (): StandInWindow | null => null;

  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new StandInContents();
  gone = false;
  minimized = false;
  maximized = false;
  shown = false;
  bounds = { x: 10, y: 20, width: 900, height: 700 };

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = (url: string): Promise<void> => {
    this.webContents.mainFrame.url = url;
    return Promise.resolve();
  };
  isMinimized = (): boolean => this.minimized;
  isMaximized = (): boolean => this.maximized;
  maximize = (): void => void (this.maximized = true);
  restore = (): void => void (this.minimized = false);
  show = (): void => void (this.shown = true);
  focus = (): void => void seen.focused.push(this.webContents.getURL());
  getNormalBounds = (): Electron.Rectangle => this.bounds;
  /** As a person closes it. */
  close(): void {
    this.emit('close');
    this.gone = true;
    this.webContents.gone = true;
    this.webContents.emit('destroyed');
    if (StandInWindow.getAllWindows().length === 0) app.emit('window-all-closed');
  }
}
export { StandInWindow as BrowserWindow };

export const ipcMain = new EventEmitter();

class StandInRenderer extends EventEmitter {
  /** Whose page this is: set by the test that opens it. */
  contents: StandInContents | null = null;
  send = (channel: string, ...args: unknown[]): void => {
    const { contents: sender } = this;
    if (sender === null) throw new Error('No window has been opened for this page.');
    ipcMain.emit(channel, { sender, senderFrame: sender.mainFrame }, ...structuredClone(args));
  };
}
export const ipcRenderer = new StandInRenderer();

export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown): void => void seen.exposed.set(name, api),
};

class StandInSession extends EventEmitter {
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void =>
      void seen.handlers.set(scheme, handler),
  };
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => void (seen.beforeRequest = listener),
  };
  setPermissionRequestHandler = (handler: PermissionRequest | null): void =>
    void (seen.permissionRequest = handler);
  setPermissionCheckHandler = (handler: PermissionCheck | null): void =>
    void (seen.permissionCheck = handler);
  setDevicePermissionHandler = (handler: Device | null): void => void (seen.device = handler);
  setDisplayMediaRequestHandler = (handler: DisplayMedia | null): void =>
    void (seen.display = handler);
  setSpellCheckerEnabled = (on: boolean): void => void (seen.spelling = on);
}
export const session = { defaultSession: new StandInSession() };

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void =>
    void seen.schemes.push(...schemes),
};

export const dialog = {
  showErrorBox: (title: string, content: string): void => void seen.errors.push({ title, content }),
  showMessageBox: (...args: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
    seen.messages.push(args.at(-1) as Electron.MessageBoxOptions);
    return Promise.resolve({ response: 0, checkboxChecked: false });
  },
  showOpenDialog: (...args: unknown[]): Promise<Electron.OpenDialogReturnValue> => {
    seen.dialogs.push(args.at(-1) as Electron.OpenDialogOptions);
    return Promise.resolve(seen.dialogAnswer);
  },
};

/** An image that is never decoded: where it came from, and how large it was made. */
class StandInImage {
  readonly from: string | Buffer;
  readonly width: number | undefined;
  constructor(from: string | Buffer, width?: number) {
    this.from = from;
    this.width = width;
  }
  resize = ({ width }: Electron.ResizeOptions): Electron.NativeImage =>
    new StandInImage(this.from, width) as never;
}
export type { StandInImage };

export const nativeImage = {
  createFromBuffer: (bytes: Buffer): Electron.NativeImage => new StandInImage(bytes) as never,
  createFromPath: (file: string): Electron.NativeImage => new StandInImage(file) as never,
};

export const shell = {
  showItemInFolder: (file: string): void => void seen.shownFiles.push(file),
};

export const nativeTheme = { shouldUseDarkColors: true };

export const screen = {
  getAllDisplays: (): Electron.Display[] => [
    { workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display,
  ],
};

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template as never,
  setApplicationMenu: (menu: unknown): void =>
    void (seen.menu = menu as Electron.MenuItemConstructorOptions[]),
};

class StandInUtility extends EventEmitter {
  readonly #child;
  readonly stdout;
  readonly stderr;
  constructor(module: string) {
    super();
    const pipe = new URL('./parent-port.ts', import.meta.url).href;
    this.#child = fork(module, {
      execArgv: ['--import', pipe],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined;
  }
  postMessage = (message: object): void => {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  };
  kill = (): boolean => this.#child.kill();
}
export const utilityProcess = {
  fork: (module: string) => {
    seen.children.push(module);
    return new StandInUtility(module);
  },
};

// Each part that is here has the type that Electron gives it; events and Electron's own classes are
// left out, for nothing but Electron can make those.
type Own<Part, Real> = { [Name in keyof Part & keyof Real]: Real[Name] };
type EventNames = keyof EventEmitter;
type Checked<Part, Real, Left extends PropertyKey = never> =
  Omit<Part, EventNames | Left> extends Omit<Own<Part, Real>, EventNames | Left> ? true : false;
const checks: readonly true[] = [
  true satisfies Checked<StandInApp, Electron.App, 'commandLine'>,
  true satisfies Checked<StandInApp['commandLine'], Electron.CommandLine>,
  true satisfies Checked<StandInContents, Electron.WebContents, 'mainFrame'>,
  true satisfies Checked<StandInWindow, Electron.BrowserWindow, 'webContents'>,
  true satisfies Checked<StandInRenderer, Electron.IpcRenderer>,
  true satisfies Checked<typeof contextBridge, Electron.ContextBridge>,
  true satisfies Checked<StandInSession, Electron.Session, 'protocol' | 'webRequest'>,
  true satisfies Checked<typeof dialog, Electron.Dialog>,
  true satisfies Checked<typeof nativeTheme, Electron.NativeTheme>,
  true satisfies Checked<typeof nativeImage, typeof Electron.nativeImage>,
  true satisfies Checked<typeof shell, Electron.Shell>,
  true satisfies Checked<typeof screen, Electron.Screen>,
  true satisfies Checked<typeof protocol, Electron.Protocol>,
  true satisfies Checked<StandInUtility, Electron.UtilityProcess>,
];
if (checks.includes(false as never)) throw new Error('Unreachable: the compiler says so.');
