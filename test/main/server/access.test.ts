import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAccess } from '../../../main/server/access.ts';

const access = createAccess('127.0.0.1', 4321);
const cookie = `janus-studio-4321=${access.token}`;
const own = { host: '127.0.0.1:4321' };

function request(headers: Record<string, string>, url = '/', method = 'GET'): IncomingMessage {
  return { headers, url, method } as unknown as IncomingMessage;
}

describe('the secret', () => {
  test('is 32 random bytes, and another one each time', () => {
    expect(Buffer.from(access.token, 'base64url')).toHaveLength(32);
    expect(createAccess('127.0.0.1', 4321).token).not.toBe(access.token);
  });

  test('becomes a strict cookie that scripts cannot read, named by the port', () => {
    expect(access.cookie).toBe(`${cookie}; Path=/; HttpOnly; SameSite=Strict`);
  });

  test('in the address lets a visitor in', () => {
    expect(access.judge(request(own, `/?token=${access.token}`))).toBe('enter');
  });

  test('in the cookie lets a visitor pass, also among other cookies', () => {
    expect(access.judge(request({ ...own, cookie }))).toBe('pass');
    const among = `janus-studio-4321=stale; a=b; ${cookie}; janus-studio-99=other`;
    expect(access.judge(request({ ...own, cookie: among }))).toBe('pass');
  });

  test('is needed', () => {
    expect(access.judge(request(own))).toBe('no-token');
    expect(access.judge(request(own, '/?token='))).toBe('no-token');
    expect(access.judge(request({ ...own, cookie: 'janus-studio-4321=' }))).toBe('no-token');
    const elsewhere = `janus-studio-9999=${access.token}`;
    expect(access.judge(request({ ...own, cookie: elsewhere }))).toBe('no-token');
  });

  test('cannot be guessed from a part of it', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(43), (noise, length) => {
        const guess = access.token.slice(0, length) + noise;
        fc.pre(guess !== access.token);
        const url = `/?token=${encodeURIComponent(guess)}`;
        expect(access.judge(request(own, url))).toBe('no-token');
      }),
    );
  });
});

describe('the name that a request was sent to', () => {
  test.each(['127.0.0.1:4321', 'localhost:4321', 'LOCALHOST:4321', '[::1]:4321'])(
    '%s is ours',
    (host) => {
      expect(access.judge(request({ host, cookie }))).toBe('pass');
    },
  );

  test.each([
    'evil.example:4321',
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:43210',
    '127.0.0.1.evil.example:4321',
    'localhost.evil.example:4321',
    '127.0.0.2:4321',
    '192.168.0.5:4321',
    '0.0.0.0:4321',
    'user@127.0.0.1:4321',
    '127.0.0.1:4321:4321',
    '[::1:4321',
    '',
  ])('%s is not, whoever asks', (host) => {
    expect(access.judge(request({ host, cookie }))).toBe('foreign');
    expect(access.judge(request({ host }, `/?token=${access.token}`))).toBe('foreign');
  });

  test('must be given', () => {
    expect(access.judge(request({ cookie }))).toBe('foreign');
  });

  test('may leave out port 80, which browsers do', () => {
    const plain = createAccess('127.0.0.1', 80);
    const headers = { host: 'localhost', cookie: `janus-studio-80=${plain.token}` };
    expect(plain.judge(request(headers))).toBe('pass');
  });

  test('may be the one that --host gives', () => {
    const lan = createAccess('box.lan', 4321);
    const withCookie = (host: string): IncomingMessage =>
      request({ host, cookie: `janus-studio-4321=${lan.token}` });
    expect(lan.judge(withCookie('box.lan:4321'))).toBe('pass');
    expect(lan.judge(withCookie('other.lan:4321'))).toBe('foreign');
  });

  test('may be any address, but no stranger name, when bound to every address', () => {
    const all = createAccess('0.0.0.0', 4321);
    const withCookie = (host: string): IncomingMessage =>
      request({ host, cookie: `janus-studio-4321=${all.token}` });
    expect(all.judge(withCookie('192.168.0.5:4321'))).toBe('pass');
    expect(all.judge(withCookie('[fe80::1]:4321'))).toBe('pass');
    expect(all.judge(withCookie('evil.example:4321'))).toBe('foreign');
  });
});

describe('where a request comes from', () => {
  test('may be our own page', () => {
    const headers = { ...own, cookie, origin: 'http://127.0.0.1:4321' };
    expect(access.judge(request(headers))).toBe('pass');
    expect(access.judge(request({ ...headers, 'sec-fetch-site': 'same-origin' }))).toBe('pass');
  });

  test.each([
    'http://evil.example',
    'http://127.0.0.1:9999',
    'http://localhost:4321',
    'https://127.0.0.1:4321',
    'http://127.0.0.1:4321.evil.example',
    'null',
  ])('may not be %s', (origin) => {
    expect(access.judge(request({ ...own, cookie, origin }))).toBe('foreign');
    expect(access.judgeUpgrade(request({ ...own, cookie, origin }))).toBe('foreign');
  });

  test('may not be a page that embeds or fetches, on another port or another site', () => {
    for (const site of ['same-site', 'cross-site']) {
      const image = {
        'sec-fetch-site': site,
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'image',
      };
      const frame = {
        'sec-fetch-site': site,
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'iframe',
      };
      expect(access.judge(request({ ...own, cookie, ...image }))).toBe('foreign');
      expect(access.judge(request({ ...own, cookie, ...frame }))).toBe('foreign');
    }
  });

  test('may be a link that was followed', () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(access.judge(request({ ...own, ...link }, `/?token=${access.token}`))).toBe('enter');
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', (method) => {
  expect(access.judge(request({ ...own, cookie }, '/', method))).toBe('bad-method');
});

describe('a WebSocket', () => {
  const origin = 'http://127.0.0.1:4321';

  test('needs the cookie and our origin, both', () => {
    expect(access.judgeUpgrade(request({ ...own, cookie, origin }))).toBe('pass');
    expect(access.judgeUpgrade(request({ ...own, origin }))).toBe('no-token');
    expect(access.judgeUpgrade(request({ ...own, cookie }))).toBe('foreign');
  });

  test('is not let in by a token in its address', () => {
    const url = `/socket?token=${access.token}`;
    expect(access.judgeUpgrade(request({ ...own, origin }, url))).toBe('no-token');
  });

  test('must be sent to our name', () => {
    const headers = { host: 'evil.example:4321', origin: 'http://evil.example:4321', cookie };
    expect(access.judgeUpgrade(request(headers))).toBe('foreign');
  });
});
