import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request as send, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccess, type Access } from '../../../main/server/access.ts';
import { listen, servePages } from '../../../main/server/http.ts';

const ID = 'ab'.repeat(32);
const EXPORT = '0b7a1c1e-6f0e-4a5b-9a43-1f6f1d1f2a3b';
let folder: string;
let server: Server;
let port: number;
let access: Access;
/** Every id that a file was looked for by. */
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'janus-http-'));
  await mkdir(join(folder, 'pages/assets'), { recursive: true });
  await writeFile(join(folder, 'pages/index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'pages/assets/app-1a2b.js'), '1;');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'picture.png'), 'picture');
  await writeFile(join(folder, '바다 (1).zip'), 'export');
  await writeFile(join(folder, 'thumbnail.webp'), 'thumbnail');
  ({ server, port } = await listen('127.0.0.1', 0));
  access = createAccess('127.0.0.1', port);
  const files = (wanted: string, name: string) => (id: string) => {
    asked.push(id);
    return Promise.resolve(id === wanted ? join(folder, name) : null);
  };
  const pictureFile = files(ID, 'picture.png');
  const exportFile = files(EXPORT, '바다 (1).zip');
  const thumbnailFile = files(ID, 'thumbnail.webp');
  servePages(
    server,
    { pages: join(folder, 'pages'), pictureFile, thumbnailFile, exportFile },
    access,
  );
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends the path as it is: no client tidies `..` away. */
async function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const cookie = `janus-studio-${port}=${access.token}`;
  return new Promise((resolve, reject) => {
    const outgoing = send({
      port,
      host: '127.0.0.1',
      path,
      method,
      headers: { cookie, ...headers },
    });
    outgoing.on('error', reject).on('response', (incoming) => {
      let body = '';
      incoming.on('data', (part: Buffer) => (body += part.toString()));
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      });
    });
    outgoing.end();
  });
}

describe('the gate', () => {
  test('turns the token into a cookie and takes it out of the address', async () => {
    const { status, headers } = await get(`/?token=${access.token}`, { cookie: '' });
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']).toEqual([access.cookie]);
  });

  test('says in a sentence why nobody comes in without it', async () => {
    const { status, headers, body } = await get('/', { cookie: '' });
    expect(status).toBe(401);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toBe('Open the address that the studio printed in its terminal.\n');
  });

  test.each(['/', '/assets/app-1a2b.js', `/picture/${ID}.png`])(
    'stands before %s',
    async (path) => {
      expect((await get(path, { cookie: '' })).status).toBe(401);
      expect((await get(path, { host: 'evil.example' })).status).toBe(403);
      expect((await get(path, { origin: 'http://evil.example' })).status).toBe(403);
      expect((await get(path)).status).toBe(200);
    },
  );

  test('lets nobody write', async () => {
    const { status, headers } = await get('/', {}, 'POST');
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, HEAD');
  });
});

describe('what a page may do', () => {
  test('is this and nothing else', async () => {
    const { headers } = await get('/');
    const policy = String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim());
    expect(policy.sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' blob: data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });

  test.each([
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['cache-control', 'no-store'],
  ])('%s is %s, on pages and on refusals', async (name, value) => {
    expect((await get('/')).headers[name]).toBe(value);
    expect((await get('/', { cookie: '' })).headers[name]).toBe(value);
  });

  test('camera, microphone and the like are off', async () => {
    const policy = (await get('/')).headers['permissions-policy'];
    expect(String(policy).split(', ').sort()).toEqual([
      'camera=()',
      'geolocation=()',
      'hid=()',
      'microphone=()',
      'midi=()',
      'payment=()',
      'serial=()',
      'usb=()',
    ]);
  });

  test('only files with a hash in their name are kept by the browser', async () => {
    const { headers } = await get('/assets/app-1a2b.js');
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });
});

describe('pictures', () => {
  test('come by their id', async () => {
    const { status, headers, body } = await get(`/picture/${ID}.png`);
    expect(status).toBe(200);
    expect(body).toBe('picture');
    expect(headers['content-type']).toBe('image/png');
    expect(headers['content-length']).toBe('7');
  });

  test('HEAD tells the size and sends nothing', async () => {
    const { headers, body } = await get(`/picture/${ID}.png`, {}, 'HEAD');
    expect(headers['content-length']).toBe('7');
    expect(body).toBe('');
  });

  test.each([
    `/picture/${'cd'.repeat(32)}.png`,
    '/picture/../secret.txt',
    '/picture/..%2f..%2fsecret.txt',
    '/picture/%2e%2e/secret.txt',
    '/picture/../secret.png',
    '/picture/..%2fsecret.png',
    '/thumbnail/../secret.webp',
    '/export/../secret.txt',
    '/export/..%2fsecret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/assets/../../secret.txt',
    '/%',
    '/__proto__',
  ])('nothing else on the disk: %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
    for (const id of asked) expect(id).toMatch(/^[a-f0-9-]{16,64}$/);
  });
});

test('a taken port is one sentence that says what to do', async () => {
  await expect(listen('127.0.0.1', port)).rejects.toThrow(
    `Port ${port} is in use by another program. Choose another with --port, or let the studio find one with --port 0.`,
  );
});
