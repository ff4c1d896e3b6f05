import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket, WebSocketServer } from 'ws';
import type { Routes } from '../../preload/contract/channels.ts';
import { createWindows, type Pipe, type Windows } from '../routes/windows.ts';
import type { Access } from './access.ts';

/** The largest image file that the contract takes is 64 MiB; the rest is for what is said around it. */
const MOST_FRAME_BYTES = 65 * 1024 * 1024;
const MOST_SOCKETS = 32;
const HEARTBEAT_MS = 30_000;

/** The address of the socket, beside the page. */
const SOCKET_PATH = '/socket';

/** Close codes of RFC 6455 that a window can read, each with its reason. */
const CLOSE_CODES = { broken: 1008, slow: 1013 } as const;

export interface Sockets {
  /** Cancels every stream, says goodbye to every window and waits until both are done. */
  close(): Promise<void>;
}

/** Carries the contract over WebSockets: each frame is one MessagePack message. */
export function openSockets(server: Server, routes: Routes, access: Access): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const windows = createWindows(routes);

  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', () => wire.destroy());
    const refusal = whyRefused(request, access, sockets.clients.size);
    if (refusal !== null) {
      wire.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, wire, head, (socket) => {
      serveWindow(socket, windows);
      keepAlive(socket);
    });
  });

  return {
    async close() {
      await windows.close();
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

function serveWindow(socket: WebSocket, windows: Windows): void {
  const pipe: Pipe = {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (frame) => {
      socket.send(encode(frame, { ignoreUndefined: true }));
    },
    close: (why, sentence) => {
      socket.close(CLOSE_CODES[why], sentence);
    },
    closed: new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    }),
  };
  const hear = windows.open(pipe);
  socket.on('error', () => undefined); // 'close' follows and says all there is to say
  socket.on('message', (bytes: Buffer, isBinary) => {
    hear(isBinary ? decoded(bytes) : null);
  });
}

/** @returns null, which is no frame, when the bytes are no MessagePack. */
function decoded(bytes: Buffer): unknown {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}
