import { openAsBlob, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { protocol, type Session } from 'electron';
import {
  downloadHeaders,
  exportAt,
  FOREVER,
  imageAt,
  PAGE_HEADERS,
  type Images,
} from '../pages.ts';

/** The page's own scheme: secure like HTTPS, and nobody else's. Never `file:`. */
const SCHEME = 'studio';

/** Where the page is. */
export const PAGE_ADDRESS = `${SCHEME}://app/`;

/** What the built page is made of, and nothing else. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Makes the scheme known. Electron takes this before it is ready only. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Whether an address is in our own scheme: the page, its parts, or an image. */
export function isOurs(address: string): boolean {
  return URL.canParse(address) && new URL(address).href.startsWith(PAGE_ADDRESS);
}

/** Whether an address is that of the page itself. */
export function isPage(address: string): boolean {
  return isOurs(address) && new URL(address).pathname === '/';
}

/** Answers the scheme in a session: the built page, and saved images by id. */
export function servePage({ protocol }: Session, pages: string, images: Images): void {
  const files = filesBelow(pages);
  protocol.handle(SCHEME, async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return say(405, 'This address can only be read.');
    const exported = isOurs(url) ? await exportAt(new URL(url).pathname, images) : null;
    if (exported !== null) return handOut(exported, method);
    const found = isOurs(url) ? find(new URL(url).pathname, files, images) : null;
    const file = await found?.file().catch(() => null);
    const bytes = file ? await readFile(file).catch(() => null) : null;
    if (found === null || bytes === null) return say(404, 'There is nothing at this address.');
    return new Response(method === 'HEAD' ? null : new Uint8Array(bytes), {
      headers: {
        ...PAGE_HEADERS,
        ...(found.lasting && { 'Cache-Control': FOREVER }),
        'Content-Type': found.type,
      },
    });
  });
}

/** An export may be larger than memory: it is read while it is saved. */
async function handOut(file: string, method: string): Promise<Response> {
  const size = (await stat(file).catch(() => null))?.size;
  if (size === undefined) return say(404, 'There is nothing at this address.');
  const body = method === 'HEAD' ? null : await openAsBlob(file);
  return new Response(body, {
    headers: { ...PAGE_HEADERS, ...downloadHeaders(file), 'Content-Length': String(size) },
  });
}

/** What an address names, if anything. */
function find(pathname: string, files: ReadonlyMap<string, string>, images: Images) {
  const image = imageAt(pathname, images);
  if (image !== null) return { type: image.type, lasting: true, file: image.find };
  const name = pathname === '/' ? '/index.html' : pathname;
  return {
    type: TYPES[path.extname(name)] ?? 'application/octet-stream',
    lasting: name.startsWith('/assets/'),
    file: () => Promise.resolve(files.get(name) ?? null),
  };
}

function say(status: number, sentence: string): Response {
  const headers = { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  return new Response(`${sentence}\n`, { status, headers });
}

/** Every file of the page by its address. What is not listed here cannot be named, however. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [`/${path.relative(folder, file).split(path.sep).join('/')}`, file];
      }),
  );
}
