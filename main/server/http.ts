import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import sirv, { type RequestHandler } from 'sirv';
import { StudioFailure } from '../failure.ts';
import {
  downloadHeaders,
  exportAt,
  FOREVER,
  imageAt,
  PAGE_HEADERS,
  type Images,
} from '../pages.ts';
import type { Access } from './access.ts';

/**
 * Tried first when any port will do: a browser keeps language, theme and the last prompt by address,
 * so the studio likes to come back to the same one.
 */
const FAVOURITE_PORT = 52_466;

/** A server that listens, and does not answer yet: the gate can be made only for a known port. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/**
 * @param port 0 = any free one, the favourite if it is free.
 * @throws {StudioFailure} When the port is taken or the host is none of this machine's.
 */
export async function listen(host: string, port: number): Promise<Listening> {
  if (port !== 0) return listenOn(host, port);
  return listenOn(host, FAVOURITE_PORT).catch(() => listenOn(host, 0));
}

async function listenOn(host: string, asked: number): Promise<Listening> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StudioFailure('busy', whyNotListening(error, host, asked), { cause: error }));
    });
    server.listen({ host, port: asked }, resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : asked;
  return { server, port };
}

function whyNotListening(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Choose another with --port, or let the studio find one with --port 0.`;
  }
  if (error.code === 'EACCES') {
    return `Port ${port} may not be opened by this user. Choose one above 1023 with --port.`;
  }
  return `The studio cannot listen on ${host}: ${error.message}. Leave --host out to use this machine only.`;
}

/** What the server shows: the built page, and pictures, their thumbnails and exports by id. */
export interface Shown extends Images {
  /** Folder of the built renderer. */
  readonly pages: string;
}

/** Answers a server's requests, read only, for whoever the gate lets in. */
export function servePages(server: Server, shown: Shown, access: Access): void {
  const pages = sirv(shown.pages, {
    etag: true,
    dotfiles: false,
    setHeaders: (response, pathname) => {
      // Vite puts a hash of the content into every name below assets/.
      const lasting = pathname.startsWith('/assets/');
      response.setHeader('Cache-Control', lasting ? FOREVER : PAGE_HEADERS['Cache-Control']);
    },
  });

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    switch (access.judge(request)) {
      case 'pass':
        void answer(request, response, shown, pages);
        break;
      case 'enter':
        response.setHeader('Set-Cookie', access.cookie);
        response.writeHead(303, { Location: '/' }).end();
        break;
      case 'no-token':
        say(response, 401, 'Open the address that the studio printed in its terminal.');
        break;
      case 'foreign':
        say(response, 403, 'This studio answers only to its own address.');
        break;
      case 'bad-method':
        response.setHeader('Allow', 'GET, HEAD');
        say(response, 405, 'This address can only be read.');
    }
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shown: Shown,
  pages: RequestHandler,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const notFound = (): void => {
    say(response, 404, 'There is nothing at this address.');
  };
  const wanted = fileAt(path, shown);
  if (wanted === null) {
    pages(request, response, notFound);
    return;
  }
  const file = await wanted.find().catch(() => null);
  const size = file === null ? undefined : (await stat(file).catch(() => undefined))?.size;
  if (file === null || size === undefined) {
    notFound();
    return;
  }
  response.writeHead(200, { ...wanted.headers(file), 'Content-Length': size });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A window that leaves midway leaves no file open.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}

/** Which file the path of an address names, if any, and what is said with it. */
function fileAt(path: string, shown: Shown) {
  const image = imageAt(path, shown);
  if (image !== null) {
    const headers = { 'Cache-Control': FOREVER, 'Content-Type': image.type };
    return { find: image.find, headers: () => headers };
  }
  const exported = exportAt(path, shown);
  return exported === null ? null : { find: () => exported, headers: downloadHeaders };
}

/** A page of one sentence, so that a person who arrives here knows what to do. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}
