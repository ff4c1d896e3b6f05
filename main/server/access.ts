import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** What a request may do. `enter` brings the token in its address and gets the cookie. */
type Verdict = 'enter' | 'pass' | 'no-token' | 'foreign' | 'bad-method';

/** The gate of the browser host: who may talk to the studio over the network. */
export interface Access {
  /** 32 random bytes, base64url: the only secret, printed once in the address. */
  readonly token: string;
  /** The value of `Set-Cookie` for a visitor with the token. */
  readonly cookie: string;
  judge(request: IncomingMessage): Verdict;
  /** Stricter than a page: a WebSocket must say its origin, and it must be ours. */
  judgeUpgrade(request: IncomingMessage): Verdict;
}

/**
 * @param host As bound: a name or address, or `0.0.0.0` / `::` for every address of this machine.
 * @param port As bound. Never 0.
 */
export function createAccess(host: string, port: number): Access {
  const token = randomBytes(32).toString('base64url');
  const name = `janus-studio-${port}`;
  const ours = (request: IncomingMessage): boolean => isOwnHost(request.headers.host, host, port);
  const holdsCookie = (request: IncomingMessage): boolean =>
    cookieValues(request.headers.cookie, name).some((value) => equalsSecretly(value, token));

  return {
    token,
    cookie: `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`,

    judge(request) {
      if (!ours(request) || !originIsOwn(request) || isForeignFetch(request)) return 'foreign';
      if (request.method !== 'GET' && request.method !== 'HEAD') return 'bad-method';
      if (equalsSecretly(tokenInAddress(request), token)) return 'enter';
      return holdsCookie(request) ? 'pass' : 'no-token';
    },

    judgeUpgrade(request) {
      if (!ours(request) || request.headers.origin === undefined) return 'foreign';
      if (!originIsOwn(request)) return 'foreign';
      if (request.method !== 'GET') return 'bad-method';
      return holdsCookie(request) ? 'pass' : 'no-token';
    },
  };
}

/**
 * Whether the `Host` header names this server. A page that has rebound its own name to 127.0.0.1
 * still sends its own name, so the names we answer to are listed and nothing is looked up.
 */
function isOwnHost(header: string | undefined, host: string, port: number): boolean {
  if (header === undefined) return false;
  const [, name = '', given = '80'] =
    /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(header) ?? [];
  if (Number(given) !== port) return false;
  const bare = name.toLowerCase().replace(/^\[|\]$/g, '');
  if (['127.0.0.1', '::1', 'localhost', host.toLowerCase()].includes(bare)) return true;
  // Bound to every address: an address cannot be rebound, a name could be anyone's but our own.
  const everywhere = host === '0.0.0.0' || host === '::';
  return everywhere && (isIP(bare) !== 0 || bare === hostname().toLowerCase());
}

/** No origin (a plain visit), or exactly the one that this request was sent to. */
function originIsOwn(request: IncomingMessage): boolean {
  const { origin, host = '' } = request.headers;
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

/**
 * Another page's embedding or fetching, also one on another port of this machine, to which the
 * cookie is sent all the same. Following a link is fine: frames are refused by our own headers.
 */
function isForeignFetch(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-origin' || site === 'none') return false;
  return !(
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document'
  );
}

function tokenInAddress(request: IncomingMessage): string {
  const query = (request.url ?? '').split('?', 2)[1] ?? '';
  return new URLSearchParams(query).get('token') ?? '';
}

function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** Compares digests, which have one length, in a time that tells nothing. */
function equalsSecretly(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
