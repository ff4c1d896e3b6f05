import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { get as open, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { exportPictures } from '../../../main/gallery/export/export.ts';
import { openResults, type Results } from '../../../main/gallery/export/results.ts';
import { createAccess } from '../../../main/server/access.ts';
import { listen, servePages } from '../../../main/server/http.ts';
import { emptyFolder } from '../folder.ts';
import { openTestGallery, saved } from '../gallery/open.ts';

const never = new AbortController().signal;

/** A server with the downloads of a studio. */
async function serve() {
  const folder = await emptyFolder();
  const results = await openResults(path.join(folder, 'exports'));
  const { server, port } = await listen('127.0.0.1', 0);
  const access = createAccess('127.0.0.1', port);
  const none = () => Promise.resolve(null);
  const exportFile = (id: string) => Promise.resolve(results.download(id));
  const shown = { pages: folder, pictureFile: none, thumbnailFile: none, exportFile };
  servePages(server, shown, access);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const own = { cookie: `janus-studio-${port}=${access.token}` };
  const ask = async (address: string, headers: object = own, method = 'GET') => {
    const request = open({
      host: '127.0.0.1',
      port,
      path: address,
      method,
      headers: { ...headers },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  };
  const get = async (...asked: Parameters<typeof ask>) => {
    const answer = await ask(...asked);
    return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
  };
  return { results, folder, port, ask, get };
}

/** A download of these bytes. @returns Its address. */
async function kept(results: Results, bytes: Uint8Array, name = 'a.zip'): Promise<string> {
  const file = path.join(await results.place(), name);
  await writeFile(file, bytes);
  return `/export/${await results.keep(file, true)}`;
}

test('an export is downloaded whole, as often as it is asked for', async () => {
  const { results, get } = await serve();
  const bytes = randomBytes(300_000);
  const address = await kept(results, bytes);
  for (const { status, headers, body } of await Promise.all([get(address), get(address)])) {
    expect(status).toBe(200);
    expect(headers['content-length']).toBe('300000');
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(bytes.equals(body)).toBe(true);
  }
  const head = await get(address, undefined, 'HEAD');
  expect([head.headers['content-length'], head.body.length]).toEqual(['300000', 0]);
});

test('nobody without the token gets it, and nobody changes it', async () => {
  const { results, port, get } = await serve();
  const address = await kept(results, randomBytes(10));
  const name = `janus-studio-${port}`;
  for (const cookie of ['', `${name}=`, `${name}=${'a'.repeat(43)}`, `janus-studio-1=x`]) {
    expect(await get(address, { cookie })).toMatchObject({ status: 401 });
  }
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  expect(await get(address, foreign)).toMatchObject({ status: 403 });
  expect(await get(address, { host: 'evil.example' })).toMatchObject({ status: 403 });
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await get(address, undefined, method)).toMatchObject({ status: 405 });
  }
});

test('no other address leads to a file, whatever it is written like', async () => {
  const { results, folder, get } = await serve();
  const address = await kept(results, randomBytes(10));
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  const shownInFolder = await results.keep(path.join(folder, 'secret.txt'), false);
  const id = address.slice('/export/'.length);
  const others = [
    '/export/',
    `/export/${crypto.randomUUID()}`,
    `/export/${shownInFolder}`,
    `/export/${id.toUpperCase().replace(/^./, 'A')}`,
    `/export/${id}/`,
    `/export/${id}/../secret.txt`,
    `/export/${id}%00`,
    `/export/%2e%2e%2fsecret.txt`,
    `//export/${id}`,
    `/export/${'-'.repeat(36)}`,
    `/export/${id}${id}`,
  ];
  for (const other of others) {
    const { status, body } = await get(other);
    expect(status, other).toBe(404);
    expect(body.includes('secret')).toBe(false);
  }
});

test('a download that is broken off holds nothing open, and can be had again', async () => {
  const { results, ask, get } = await serve();
  const bytes = randomBytes(32 << 20);
  const address = await kept(results, bytes, 'large.zip');
  const answer = await ask(address);
  await once(answer, 'data');
  answer.on('error', () => undefined).destroy();
  await expect.poll(() => openFiles('large.zip')).toBe(0);
  const again = await get(address);
  expect(bytes.equals(again.body)).toBe(true);
});

/** How many files of this name this process has open; where the system does not tell, none. */
async function openFiles(name: string): Promise<number> {
  const numbers = await readdir('/proc/self/fd').catch(() => []);
  const links = numbers.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => ''));
  return (await Promise.all(links)).filter((link) => path.basename(link) === name).length;
}

test('the eight newest are kept; one whose file is gone is not there', async () => {
  const { results, folder, get } = await serve();
  const addresses: string[] = [];
  for (let at = 0; at < 9; at++) addresses.push(await kept(results, Buffer.from([at])));
  const statuses = await Promise.all(addresses.map(async (each) => (await get(each)).status));
  expect(statuses).toEqual([404, ...Array<number>(8).fill(200)]);
  expect(await readdir(path.join(folder, 'exports'))).toHaveLength(8);
  await rm(results.download(addresses[8]?.slice('/export/'.length) ?? '') ?? '');
  expect(await get(addresses[8] ?? '')).toMatchObject({ status: 404 });
});

test.each([
  ['..', 'picture'],
  ['a/../../b', 'a-..-..-b'],
  [
    '여름 "앨범"; filename=evil.exe\r\nSet-Cookie: x=1',
    '여름 -앨범-; filename=evil.exe-Set-Cookie- x=1',
  ],
  ['CON', '_CON'],
  ["d'été (1)*", "d'été (1)"],
  ['half a \ud83d character', 'half a character'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['바'.repeat(300), '바'.repeat(60)],
])('a title of %j is a name that every system takes', async (title, stem) => {
  const { results, get } = await serve();
  const { gallery } = await openTestGallery();
  await saved(gallery);
  const as = { kind: 'album', title, packed: true } as const;
  const order = { which: { all: true }, as, language: 'en', utcOffset: 0, folder: null } as const;
  let address = '';
  for await (const event of exportPictures(gallery, results, order, never)) {
    if (event.kind === 'done') address = event.exported.address ?? '';
  }
  const { status, headers, body } = await get(address);
  expect(status).toBe(200);
  expect(headers['set-cookie']).toBe(undefined);
  const [, name = ''] =
    /^attachment; filename\*=UTF-8''([\w%.~!-]+)$/.exec(headers['content-disposition'] ?? '') ?? [];
  expect(decodeURIComponent(name)).toBe(`${stem}.zip`);
  expect(body.subarray(0, 2).toString()).toBe('PK');
});
