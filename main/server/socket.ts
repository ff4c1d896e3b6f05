import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket, WebSocketServer } from 'ws';
import { isWatch, type Routes } from '../../preload/contract/channels.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import { WindowFrame, type StudioFrame } from '../../preload/contract/frames.ts';
import { receive } from '../routes/receive.ts';
import type { Access } from './access.ts';
import { createOutlet, type Outlet } from './outlet.ts';

/** A request is words and numbers; images come later by a road of their own. */
const MOST_FRAME_BYTES = 256 * 1024;
const MOST_SOCKETS = 32;
const MOST_REQUESTS_PER_SOCKET = 32;
/** Streams whose window has gone still draw: so many may go on, of all windows together. */
const MOST_REQUESTS = 64;
/** Longest wait for cancelled streams at the end; then the children are stopped anyway. */
const GRACE_MS = 2_000;
const HEARTBEAT_MS = 30_000;

/** The address of the socket, beside the page. */
const SOCKET_PATH = '/socket';

/** Close codes of RFC 6455 that a window can read, each with its reason. */
const BAD_FRAME = 1008;
const TOO_SLOW = 1013;

type RequestFrame = WindowFrame & { kind: 'ask' | 'stream' };

/** What runs now, of all windows: how to stop it, and when it has ended. */
type Requests = Map<AbortController, Promise<void>>;

export interface Sockets {
  /** Cancels every stream, says goodbye to every window and waits until both are done. */
  close(): Promise<void>;
}

/**
 * Carries the contract over WebSockets: MessagePack frames, one request each way by its id.
 *
 * A window that goes away does not take its drawings with it: its streams are read to their end
 * and main saves the pictures. Only `cancel` stops a stream, but for those that only watch: they
 * end with their window.
 */
export function openSockets(server: Server, routes: Routes, access: Access): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const requests: Requests = new Map();

  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', () => wire.destroy());
    const refusal = whyRefused(request, access, sockets.clients.size);
    if (refusal !== null) {
      wire.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, wire, head, (socket) => {
      serveWindow(socket, routes, requests);
      keepAlive(socket);
    });
  });

  return {
    async close() {
      for (const controller of requests.keys()) controller.abort();
      await Promise.race([
        Promise.all(requests.values()),
        wait(GRACE_MS, undefined, { ref: false }),
      ]);
      for (const socket of sockets.clients) socket.close(1001, 'The studio was stopped.');
      const impatience = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, 500);
      await new Promise((resolve) => {
        sockets.close(resolve);
      });
      clearTimeout(impatience);
    },
  };
}

/** @returns The status line to refuse with, or null. */
function whyRefused(request: IncomingMessage, access: Access, open: number): string | null {
  const verdict = access.judgeUpgrade(request);
  if (verdict === 'no-token') return '401 Unauthorized';
  if (verdict !== 'pass') return '403 Forbidden';
  if (request.url !== SOCKET_PATH) return '404 Not Found';
  return open < MOST_SOCKETS ? null : '503 Service Unavailable';
}

/** A window that answers no ping between two beats is gone, whatever the network says. */
function keepAlive(socket: WebSocket): void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const beat = setInterval(() => {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  beat.unref();
  socket.on('close', () => {
    clearInterval(beat);
  });
}

/** One request of a window while it runs. */
interface Running {
  readonly controller: AbortController;
  readonly outlet: Outlet;
}

function serveWindow(socket: WebSocket, routes: Routes, requests: Requests): void {
  const running = new Map<number, Running>();
  const closed = new Promise<void>((resolve) => {
    socket.once('close', resolve);
  });
  const send = (frame: StudioFrame): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encode(frame, { ignoreUndefined: true }));
  };

  const run = async (frame: RequestFrame, { controller, outlet }: Running): Promise<void> => {
    for await (const reply of receive(routes, frame.name, frame.request, controller.signal)) {
      // A window that has gone is no reason to stop: read on, so that the job runs to its end.
      if (socket.readyState !== WebSocket.OPEN) continue;
      if (reply.kind === 'event') {
        if (!outlet.offer(reply.event)) socket.close(TOO_SLOW, 'Too many events wait.');
      } else {
        await Promise.race([outlet.drained(), closed]);
        send({ ...reply, id: frame.id });
      }
    }
  };

  const begin = (frame: RequestFrame): void => {
    const { id } = frame;
    if (running.size >= MOST_REQUESTS_PER_SOCKET || requests.size >= MOST_REQUESTS) {
      send({ kind: 'failed', id, failure: tooMany() });
      return;
    }
    const outlet = createOutlet((numbered) => {
      send({ kind: 'event', id, ...numbered });
    });
    const entry = { controller: new AbortController(), outlet };
    running.set(id, entry);
    if (isWatch(frame.name)) {
      void closed.then(() => {
        entry.controller.abort();
      });
    }
    const done = run(frame, entry).finally(() => {
      running.delete(id);
      requests.delete(entry.controller);
    });
    requests.set(entry.controller, done);
  };

  socket.on('error', () => undefined); // 'close' follows and says all there is to say
  socket.on('message', (bytes: Buffer, isBinary) => {
    const frame = isBinary ? readFrame(bytes) : null;
    if (frame === null) {
      socket.close(BAD_FRAME, 'Expected a MessagePack frame of the contract.');
      return;
    }
    const known = running.get(frame.id);
    if (frame.kind === 'cancel') known?.controller.abort();
    else if (frame.kind === 'received') known?.outlet.received(frame.seq);
    else if (known) socket.close(BAD_FRAME, 'Expected a new id but received one in use.');
    else begin(frame);
  });
}

/** @returns null when the bytes are no frame. */
function readFrame(bytes: Buffer): WindowFrame | null {
  try {
    return WindowFrame.parse(decode(bytes));
  } catch {
    return null;
  }
}

function tooMany(): Failure {
  return { code: 'busy', message: 'Too many requests are running. Wait for one to end.' };
}
