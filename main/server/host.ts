import { existsSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import open from 'open';
import type { Routes } from '../../preload/contract/channels.ts';
import { StudioFailure } from '../failure.ts';
import type { Images } from '../pages.ts';
import { createAccess } from './access.ts';
import { listen, servePages } from './http.ts';
import { openSockets } from './socket.ts';

export interface HostOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** As bound. Anything but a loopback address is warned about. */
  readonly host: string;
  /** Open the address in the browser of this machine, where there is a screen. */
  readonly open: boolean;
}

/** What the browser host needs of a studio. */
export interface Hosted extends Images {
  readonly routes: Routes;
}

const PAGES = join(import.meta.dirname, '../../dist/renderer');

/**
 * Shows a studio to browsers until the signal: pages and pictures over HTTP, the contract over a
 * WebSocket. Prints one line on stdout when ready: the address with its token.
 *
 * @throws {StudioFailure} When the page is not built or the port cannot be had.
 */
export async function host(
  studio: Hosted,
  options: HostOptions,
  signal: AbortSignal,
): Promise<void> {
  if (!existsSync(join(PAGES, 'index.html'))) {
    throw new StudioFailure('not-found', 'The page is not built yet. Run "npm run build" first.');
  }

  // Open: a request waits until this turn has ended, so none comes before its gate.
  const { server, port } = await listen(options.host, options.port);
  const access = createAccess(options.host, port);
  const shown = {
    pages: PAGES,
    pictureFile: (id: string) => studio.pictureFile(id),
    thumbnailFile: (id: string) => studio.thumbnailFile(id),
    exportFile: (id: string) => studio.exportFile(id),
  };
  servePages(server, shown, access);
  const sockets = openSockets(server, studio.routes, access);

  // Tell.
  const address = `http://${nameInAddress(options.host)}:${port}/?token=${access.token}`;
  process.stdout.write(`Janus Studio: ${address}\n`);
  warnOffLoopback(options.host, port);
  if (options.open) await openBrowser(address);

  // Close.
  if (!signal.aborted) await once(signal, 'abort');
  await sockets.close();
  await closeServer(server);
}

function nameInAddress(name: string): string {
  if (name === '0.0.0.0' || name === '::') return '127.0.0.1';
  return name.includes(':') ? `[${name}]` : name;
}

function warnOffLoopback(name: string, port: number): void {
  if (/^(127\.\d+\.\d+\.\d+|::1|localhost)$/i.test(name)) return;
  process.stderr.write(
    `Warning: with --host ${name} the studio is open to the network over plain HTTP, where the token and every picture can be read on the way, and browsers do not treat it as a secure context. An SSH tunnel is one: leave --host out, run "ssh -L ${port}:127.0.0.1:${port} <this machine>" on the other machine, and open the address there.\n`,
  );
}

/** A browser that cannot be opened is no reason to stop: the address has been printed. */
async function openBrowser(address: string): Promise<void> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const screen = process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
  if (!screen) return;
  try {
    const browser = await open(address);
    browser.once('error', () => undefined); // no browser installed
  } catch {
    process.stderr.write('The browser could not be opened. Open the address above by hand.\n');
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
