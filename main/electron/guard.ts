import type { App, Session, WebContents } from 'electron';
import { StudioFailure } from '../failure.ts';
import { isOurs, isPage } from './protocol.ts';

/** What may be loaded: our scheme, what the page made itself, and Electron's own inspector. */
const LOADABLE = /^(studio:\/\/app\/|blob:studio:\/\/app\/|data:|devtools:\/\/devtools\/bundled\/)/;

/** Copying a picture on a click is the one thing a page may do beyond its own window. */
const PERMITTED: readonly string[] = ['clipboard-sanitized-write'];

/**
 * Some packages and launchers switch Chromium's sandbox off where a system gives it no namespaces.
 * @throws {StudioFailure} `not-allowed` when that has been done.
 */
export function demandSandbox({ commandLine }: Pick<App, 'commandLine'>): void {
  if (!commandLine.hasSwitch('no-sandbox')) return;
  throw new StudioFailure(
    'not-allowed',
    'The sandbox that keeps pages apart from your files is switched off (--no-sandbox), and the studio does not open without it. Leave that switch out; on Ubuntu 24.04 and later install the .deb package, which brings the profile that the sandbox needs.',
  );
}

/** No request leaves, and no permission is given that the page could ask for. */
export function guardSession(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !LOADABLE.test(url) });
  });
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isPage(contents.getURL()) && PERMITTED.includes(permission));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    return isOurs(`${origin.replace(/\/$/, '')}/`) && PERMITTED.includes(permission);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer(null);
  });
  session.on('will-download', (event, item) => {
    // What the page itself made may be saved; nothing else is fetched.
    if (!LOADABLE.test(item.getURL())) event.preventDefault();
  });
  session.setSpellCheckerEnabled(false); // It fetches dictionaries.
}

/** Every page that is ever made stays where it is, opens no other, and holds no guest. */
export function guardContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    guardPage(contents);
  });
}

function guardPage(contents: WebContents): void {
  for (const leaving of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
    contents.on(leaving as 'will-frame-navigate', (details) => {
      if (!details.isMainFrame || !isPage(details.url)) details.preventDefault();
    });
  }
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}
