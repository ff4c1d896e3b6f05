import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode, encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { StudioFrame, WindowFrame } from '../../preload/contract/frames.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import { createSocketBridge } from '../../renderer/socket.ts';

const drawRequest = {
  prompt: 'a boat',
  seed: 7,
  count: 1,
  guidance: 5,
  temperature: 1,
  previewShare: 1,
};
const event: DrawEvent = { kind: 'queued', jobId: '1', ahead: 0 };

let far: WebSocketServer;
let heard: WindowFrame[];
let sockets: ServerSocket[];

beforeEach(async () => {
  far = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(far, 'listening');
  heard = [];
  sockets = [];
  far.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (bytes: Buffer) => heard.push(decode(bytes) as WindowFrame));
  });
});
afterEach(() => {
  for (const socket of sockets) socket.terminate();
  far.close();
});

const bridge = (): ReturnType<typeof createSocketBridge> => {
  const { port } = far.address() as AddressInfo;
  return createSocketBridge(() => new WebSocket(`ws://127.0.0.1:${port}`));
};
const say = (frame: StudioFrame): void => {
  sockets.at(-1)!.send(encode(frame));
};
const hear = (kind: WindowFrame['kind']): Promise<WindowFrame> =>
  vi.waitFor(() => {
    const frame = heard.find((each) => each.kind === kind);
    if (!frame) throw new Error(`No ${kind} was heard.`);
    return frame;
  });

test('an ask made before the connection stands is sent when it does', async () => {
  const { studio } = bridge();
  const answer = studio.ask('studio:status', {});
  const { id } = await hear('ask');
  say({ kind: 'answer', id, answer: { version: '1', model: null } });
  expect(await answer).toEqual({ version: '1', model: null });
});

test('a failure is thrown with its code', async () => {
  const { studio } = bridge();
  const answer = studio.ask('models:list', {});
  const { id } = await hear('ask');
  const caught = expect(answer).rejects.toMatchObject({ code: 'no-model', message: 'None.' });
  say({ kind: 'failed', id, failure: { code: 'no-model', message: 'None.' } });
  await caught;
});

test('an event is acknowledged when the next one is asked for, not before', async () => {
  const { studio } = bridge();
  const stream = studio.stream('picture:draw', drawRequest, new AbortController().signal);
  const events = stream[Symbol.asyncIterator]();
  const first = events.next();
  const { id } = await hear('stream');
  say({ kind: 'event', id, seq: 1, event });
  expect(await first).toEqual({ done: false, value: event });
  expect(heard.some(({ kind }) => kind === 'received')).toBe(false);
  const second = events.next();
  expect(await hear('received')).toEqual({ kind: 'received', id, seq: 1 });
  say({ kind: 'end', id });
  expect(await second).toEqual({ done: true, value: undefined });
  expect(heard.some(({ kind }) => kind === 'cancel')).toBe(false);
});

test('an abort is sent as cancel, and the studio has the last word', async () => {
  const { studio } = bridge();
  const controller = new AbortController();
  const stream = studio.stream('picture:draw', drawRequest, controller.signal);
  const events = stream[Symbol.asyncIterator]();
  const first = events.next();
  const { id } = await hear('stream');
  controller.abort();
  await hear('cancel');
  const caught = expect(first).rejects.toMatchObject({ code: 'cancelled' });
  say({ kind: 'failed', id, failure: { code: 'cancelled', message: 'Cancelled.' } });
  await caught;
});

test('leaving a stream cancels it', async () => {
  const { studio } = bridge();
  const leave = (async () => {
    const { signal } = new AbortController();
    for await (const one of studio.stream('picture:draw', drawRequest, signal)) return one;
    return undefined;
  })();
  const { id } = await hear('stream');
  say({ kind: 'event', id, seq: 1, event });
  expect(await leave).toEqual(event);
  expect(await hear('cancel')).toEqual({ kind: 'cancel', id });
});

test('a lost connection fails what ran and connects again by itself', async () => {
  const { studio, connection } = bridge();
  const states: string[] = [];
  connection.subscribe(() => states.push(connection.get()));
  const answer = studio.ask('studio:status', {});
  await hear('ask');
  const caught = expect(answer).rejects.toMatchObject({ code: 'disconnected' });
  sockets[0]!.terminate();
  await caught;
  await expect(studio.ask('models:list', {})).rejects.toMatchObject({ code: 'disconnected' });
  await vi.waitFor(() => {
    expect(states).toEqual(['open', 'lost', 'open']);
  }, 5000);
});
