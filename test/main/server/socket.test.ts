import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decode, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createAccess, type Access } from '../../../main/server/access.ts';
import { listen } from '../../../main/server/http.ts';
import { openSockets, type Sockets } from '../../../main/server/socket.ts';
import type { StudioFrame } from '../../../preload/contract/frames.ts';
import type { DrawEvent } from '../../../preload/contract/picture.ts';
import type { QueueState } from '../../../preload/contract/queue.ts';
import { listed } from '../gallery/listed.ts';
import { createFakeStudio, type FakeStudio } from '../../fake-studio.ts';

const drawRequest = {
  prompt: 'a boat',
  seed: 7,
  count: 1,
  guidance: 5,
  temperature: 1,
  previewShare: 1,
};

let folder: string;
let server: Server;
let access: Access;
let sockets: Sockets;
let port: number;
let studio: FakeStudio;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'janus-socket-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  studio = await createFakeStudio({ folder: await mkdtemp(join(folder, 'data-')), msPerRow: 4 });
  ({ server, port } = await listen('127.0.0.1', 0));
  access = createAccess('127.0.0.1', port);
  sockets = openSockets(server, studio.routes, access);
});
afterEach(async () => {
  await sockets.close();
  server.close();
  await studio.close();
});

interface Window {
  socket: WebSocket;
  frames: StudioFrame[];
  send(frame: unknown): void;
  /** Resolves with the last frame of this request. */
  last(id: number): Promise<StudioFrame>;
  closed: Promise<{ code: number; reason: string }>;
}

async function openWindow({ takesEvents = true } = {}): Promise<Window> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
    origin: `http://127.0.0.1:${port}`,
    headers: { cookie: `janus-studio-${port}=${access.token}` },
  });
  const frames: StudioFrame[] = [];
  const send = (frame: unknown): void => {
    socket.send(encode(frame));
  };
  socket.on('message', (bytes: Buffer) => {
    const frame = decode(bytes) as StudioFrame;
    frames.push(frame);
    if (frame.kind === 'event' && takesEvents)
      send({ kind: 'received', id: frame.id, seq: frame.seq });
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const last = (id: number): Promise<StudioFrame> =>
    vi.waitFor(() => {
      const frame = frames.find((each) => each.id === id && each.kind !== 'event');
      if (!frame) throw new Error(`Request ${id} has not ended.`);
      return frame;
    }, 10_000);
  return { socket, frames, send, last, closed };
}

const eventsOf = (window: Window, id: number): DrawEvent[] =>
  window.frames.flatMap((frame) =>
    frame.kind === 'event' && frame.id === id ? [frame.event as DrawEvent] : [],
  );

test('answers an ask and streams a drawing, at the same time', async () => {
  const window = await openWindow();
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
  window.send({ kind: 'ask', id: 2, name: 'studio:status', request: {} });
  expect(await window.last(2)).toEqual({
    kind: 'answer',
    id: 2,
    answer: expect.objectContaining({ version: '0.0.0', model: 'tiny' }) as unknown,
  });
  expect(await window.last(1)).toEqual({ kind: 'end', id: 1 });
  const events = eventsOf(window, 1);
  expect(events[0]?.kind).toBe('queued');
  expect(events.at(-1)?.kind).toBe('saved');
  const preview = events.find((event) => event.kind === 'preview');
  expect(preview?.rgb).toBeInstanceOf(Uint8Array);
  expect(preview?.rgb).toHaveLength(preview!.height * preview!.side * 3);
});

test('numbers events from 1 without a gap', async () => {
  const window = await openWindow();
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
  await window.last(1);
  const numbers = window.frames.flatMap((frame) => (frame.kind === 'event' ? [frame.seq] : []));
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
});

test('a request that is not valid fails alone', async () => {
  const window = await openWindow();
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: { prompt: '' } });
  window.send({ kind: 'ask', id: 2, name: 'models:list', request: {} });
  expect(await window.last(1)).toMatchObject({ kind: 'failed', failure: { code: 'bad-request' } });
  expect(await window.last(2)).toMatchObject({ kind: 'answer' });
});

test('cancel ends the following and not the job; what is asked of the queue ends the job', async () => {
  const window = await openWindow();
  const request = { ...drawRequest, count: 8 };
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request });
  await vi.waitFor(() => {
    expect(eventsOf(window, 1).some((event) => event.kind === 'tokens')).toBe(true);
  });
  window.send({ kind: 'cancel', id: 1 });
  expect(await window.last(1)).toMatchObject({ kind: 'failed', failure: { code: 'cancelled' } });
  const other = await openWindow();
  other.send({ kind: 'stream', id: 1, name: 'queue:watch', request: {} });
  await vi.waitFor(() => {
    expect(other.frames).not.toHaveLength(0);
  });
  const [frame] = other.frames as { event?: unknown }[];
  const [job] = (frame?.event as QueueState).jobs;
  expect(job).toMatchObject({ state: 'running', request });
  other.send({ kind: 'stream', id: 2, name: 'queue:follow', request: { id: job!.id } });
  const change = { id: job!.id, change: 'discard' };
  other.send({ kind: 'ask', id: 3, name: 'queue:change', request: change });
  expect(await other.last(3)).toMatchObject({ kind: 'answer', answer: null });
  expect(await other.last(2)).toMatchObject({ kind: 'failed', failure: { code: 'cancelled' } });
});

test('a window that goes away does not take its drawing with it', async () => {
  const window = await openWindow();
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
  await vi.waitFor(() => {
    expect(eventsOf(window, 1).some((event) => event.kind === 'tokens')).toBe(true);
  });
  window.socket.terminate();
  await vi.waitFor(async () => {
    expect(await listed(studio.routes)).toHaveLength(1);
  });
});

test('windows that went away are not followed for', async () => {
  const keeper = await openWindow();
  keeper.send({ kind: 'ask', id: 1, name: 'queue:pause', request: { paused: true } });
  await keeper.last(1);
  for (let visit = 0; visit < 40; visit += 1) {
    const window = await openWindow();
    window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
    window.send({ kind: 'stream', id: 2, name: 'queue:watch', request: {} });
    await vi.waitFor(() => {
      expect(window.frames.length).toBeGreaterThan(1);
    });
    window.socket.close();
    await window.closed;
  }
  keeper.send({ kind: 'stream', id: 2, name: 'picture:draw', request: drawRequest });
  keeper.send({ kind: 'ask', id: 3, name: 'queue:pause', request: { paused: false } });
  expect(await keeper.last(2)).toEqual({ kind: 'end', id: 2 });
}, 30_000);

test('a window that takes nothing in holds nothing up, and then gets the newest preview', async () => {
  const window = await openWindow({ takesEvents: false });
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
  await vi.waitFor(async () => {
    expect(await listed(studio.routes)).toHaveLength(1);
  });
  await wait(20);
  expect(window.frames).toHaveLength(4);
  for (let seq = 4; seq < 40; seq += 1) {
    window.send({ kind: 'received', id: 1, seq });
    await wait(1);
  }
  await window.last(1);
  const previews = eventsOf(window, 1).filter((event) => event.kind === 'preview');
  expect(previews).toHaveLength(1);
  expect(previews[0]).toMatchObject({ final: true, seq: 8 });
});

describe('closes with a reason on', () => {
  const reason = 'Expected a frame of the contract.';

  test.each([
    ['bytes that are no MessagePack', Buffer.from([0xc1, 0xff, 0x00])],
    ['a frame cut short', encode({ kind: 'ask', id: 1, name: 'x', request: {} }).slice(0, 9)],
    ['an unknown kind', encode({ kind: 'shout', id: 1 })],
    ['an id that is no number', encode({ kind: 'cancel', id: '1' })],
    ['a field too many', encode({ kind: 'cancel', id: 1, all: true })],
    ['a key named __proto__', Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0x80])],
    ['text', 'hello'],
  ])('%s', async (_, bytes) => {
    const window = await openWindow();
    window.socket.send(bytes);
    expect(await window.closed).toEqual({ code: 1008, reason });
  });

  test('a frame that is too large', async () => {
    const window = await openWindow();
    window.socket.send(Buffer.alloc(65 * 1024 * 1024 + 1));
    expect((await window.closed).code).toBe(1009);
  });

  test('an id that is in use', async () => {
    const window = await openWindow();
    window.send({ kind: 'stream', id: 1, name: 'picture:draw', request: drawRequest });
    window.send({ kind: 'ask', id: 1, name: 'studio:status', request: {} });
    expect((await window.closed).code).toBe(1008);
  });
});

test('lives through random frames', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      const window = await openWindow();
      window.socket.send(bytes);
      window.send({ kind: 'cancel', id: 1 });
      window.socket.close();
      await window.closed;
    }),
    { numRuns: 200 },
  );
  const window = await openWindow();
  window.send({ kind: 'ask', id: 1, name: 'studio:status', request: {} });
  expect(await window.last(1)).toMatchObject({ kind: 'answer' });
});

test('runs so many requests for one window and says so', async () => {
  const window = await openWindow();
  for (let id = 1; id <= 33; id += 1) {
    window.send({ kind: 'stream', id, name: 'picture:draw', request: drawRequest });
  }
  expect(await window.last(33)).toMatchObject({ kind: 'failed', failure: { code: 'busy' } });
  expect(await window.last(32)).toMatchObject({ kind: 'end' });
});

test.each([
  ['without the cookie', {}, 401],
  ['from a foreign origin', { origin: 'http://evil.example' }, 403],
  ['from no origin', { origin: '' }, 403],
  ['to a foreign host', { host: 'evil.example' }, 403],
])('refuses an upgrade %s', async (_, headers: Record<string, string>, status) => {
  const cookie = status === 401 ? '' : `janus-studio-${port}=${access.token}`;
  const all = { origin: `http://127.0.0.1:${port}`, cookie, ...headers };
  if (all.origin === '') delete (all as Partial<typeof all>).origin;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: all });
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
  expect(error.message).toContain(String(status));
});

test('closing ends what windows follow and says goodbye', async () => {
  const window = await openWindow();
  const request = { ...drawRequest, count: 8 };
  window.send({ kind: 'stream', id: 1, name: 'picture:draw', request });
  await vi.waitFor(() => {
    expect(eventsOf(window, 1).length).toBeGreaterThan(1);
  });
  await sockets.close();
  expect(await window.closed).toEqual({ code: 1001, reason: 'The studio was stopped.' });
});

test('what only watches ends with its window', async () => {
  // So many streams that those of the first windows must have made room.
  for (let round = 0; round < 3; round += 1) {
    const window = await openWindow();
    for (let id = 1; id <= 30; id += 1) {
      window.send({ kind: 'stream', id, name: 'models:watch', request: {} });
    }
    await vi.waitFor(() => {
      expect(window.frames.filter(({ kind }) => kind === 'event')).toHaveLength(30);
    }, 10_000);
    window.socket.close();
    await window.closed;
  }
  const window = await openWindow();
  window.send({ kind: 'ask', id: 1, name: 'studio:status', request: {} });
  expect(await window.last(1)).toMatchObject({ kind: 'answer' });
});
