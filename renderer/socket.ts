import { decode, encode } from '@msgpack/msgpack';
import type { AnswerOf, EventOf, StudioBridge } from '../preload/contract/channels.ts';
import type { FailureCode } from '../preload/contract/failure.ts';
import type { StudioFrame, WindowFrame } from '../preload/contract/frames.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

/** Why a request came to nothing: a code of the contract, or no studio at the other end. */
export class RequestFailure extends Error {
  readonly code: FailureCode | 'disconnected';

  constructor(code: FailureCode | 'disconnected', message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
  }
}

/** Whether the studio answers. */
export interface Connection {
  readonly get: () => 'connecting' | 'open' | 'lost';
  readonly subscribe: (listener: () => void) => () => void;
}

/** Hears what comes back for one request. A `RequestFailure` is the last that it hears. */
export type Ear = (frame: StudioFrame | RequestFailure) => void;

/** Frames both ways, over whatever carries them now. */
export interface Wire {
  readonly connection: Connection;
  /** Begins a request. @returns Its id. */
  begin(ear: Ear): number;
  send(frame: WindowFrame): void;
  forget(id: number): void;
}

/**
 * Connects at once, and again whenever the connection is lost. Requests that ran then fail with
 * `disconnected`; what the studio draws goes on without us.
 */
function createWire(open: () => WebSocket): Wire {
  const ears = new Map<number, Ear>();
  const listeners = new Set<() => void>();
  const unsent: WindowFrame[] = [];
  let state: ReturnType<Connection['get']> = 'connecting';
  let socket: WebSocket;
  let retryMs = FIRST_RETRY_MS;
  let lastId = 0;

  const become = (next: typeof state): void => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };

  const connect = (): void => {
    socket = open();
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      for (const frame of unsent.splice(0)) socket.send(encode(frame));
      become('open');
    };
    socket.onmessage = ({ data }) => {
      const frame = decode(new Uint8Array(data as ArrayBuffer)) as StudioFrame;
      ears.get(frame.id)?.(frame);
    };
    socket.onclose = () => {
      unsent.length = 0;
      become('lost');
      for (const hear of [...ears.values()]) hear(disconnected());
      setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  };
  connect();

  return {
    connection: {
      get: () => state,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
    },
    begin(ear) {
      lastId += 1;
      ears.set(lastId, ear);
      return lastId;
    },
    send(frame) {
      // Before the first connection frames wait; after a lost one there is nobody to wait for.
      if (state === 'open') socket.send(encode(frame));
      else if (state === 'connecting') unsent.push(frame);
      else ears.get(frame.id)?.(disconnected());
    },
    forget(id) {
      ears.delete(id);
    },
  };
}

/** The studio at the far end of a wire, and whether it answers. */
export interface Reached {
  readonly studio: StudioBridge;
  readonly connection: Connection;
}

/**
 * The contract over a WebSocket to the browser host.
 *
 * @param open Opens a socket; called again after each loss.
 */
export function createSocketBridge(open: () => WebSocket): Reached {
  return createBridge(createWire(open));
}

/** The contract over a wire: one request each way by its id. */
export function createBridge(wire: Wire): Reached {
  const ask: StudioBridge['ask'] = (name, request) =>
    new Promise((resolve, reject) => {
      const id = wire.begin((frame) => {
        wire.forget(id);
        if (frame instanceof RequestFailure) reject(frame);
        else if (frame.kind === 'answer') resolve(frame.answer as AnswerOf<typeof name>);
        else reject(failureOf(frame));
      });
      wire.send({ kind: 'ask', id, name, request });
    });

  const stream: StudioBridge['stream'] = async function* (name, request, signal) {
    signal.throwIfAborted();
    const inbox: (StudioFrame | RequestFailure)[] = [];
    let wake = (): void => undefined;
    const id = wire.begin((frame) => {
      inbox.push(frame);
      wake();
    });
    const cancel = (): void => {
      wire.send({ kind: 'cancel', id });
    };
    signal.addEventListener('abort', cancel);
    let over = false;
    try {
      wire.send({ kind: 'stream', id, name, request });
      while (!over) {
        const frame = inbox.shift();
        if (frame === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        over = frame instanceof RequestFailure || frame.kind !== 'event';
        if (frame instanceof RequestFailure) throw frame;
        if (frame.kind === 'event') {
          yield frame.event as EventOf<typeof name>;
          wire.send({ kind: 'received', id, seq: frame.seq });
        } else if (frame.kind !== 'end') throw failureOf(frame);
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!over) cancel();
      wire.forget(id);
    }
  };

  return { studio: { ask, stream }, connection: wire.connection };
}

function failureOf(frame: StudioFrame): RequestFailure {
  if (frame.kind !== 'failed') {
    return new RequestFailure('unexpected', `Expected an answer but received "${frame.kind}".`);
  }
  return new RequestFailure(frame.failure.code, frame.failure.message);
}

function disconnected(): RequestFailure {
  return new RequestFailure('disconnected', 'The connection to the studio was lost.');
}
