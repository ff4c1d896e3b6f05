import { setTimeout as wait } from 'node:timers/promises';
import { isWatch, type Routes } from '../../preload/contract/channels.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import { WindowFrame, type StudioFrame } from '../../preload/contract/frames.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { receive } from './receive.ts';

const MOST_REQUESTS_PER_WINDOW = 32;
/** Streams whose window has gone still draw: so many may go on, of all windows together. */
const MOST_REQUESTS = 64;
/** Longest wait for cancelled streams at the end; then the children are stopped anyway. */
const GRACE_MS = 2_000;

/** What joins a window to the studio: a WebSocket there, Electron's messages here. */
export interface Pipe {
  isOpen(): boolean;
  send(frame: StudioFrame): void;
  /** Lets the window go. `broken`: it sent what is no frame. `slow`: it takes in too little. */
  close(why: 'broken' | 'slow', sentence: string): void;
  /** Resolves when the window has gone, for whatever reason. */
  readonly closed: Promise<void>;
}

/** Hears what a window sends, whatever that is. */
export type Hear = (frame: unknown) => void;

/** The windows of one studio, and what runs for them. */
export interface Windows {
  open(pipe: Pipe): Hear;
  /** Resolves when no request runs any more, whether or not its window is still there. */
  idle(): Promise<void>;
  /** Cancels every request and waits until they have ended, but not for long. */
  close(): Promise<void>;
}

type RequestFrame = WindowFrame & { kind: 'ask' | 'stream' };

/** What runs now, of all windows: how to stop it, and when it has ended. */
type Requests = Map<AbortController, Promise<void>>;

/**
 * Carries the contract to windows, as frames: one request each way by its id.
 *
 * A window that goes away does not take its drawings with it: its streams are read to their end
 * and main saves the pictures. Only `cancel` stops a stream, but for those that only watch: they
 * end with their window.
 */
export function createWindows(routes: Routes): Windows {
  const requests: Requests = new Map();
  return {
    open: (pipe) => serveWindow(pipe, routes, requests),
    async idle() {
      while (requests.size > 0) await Promise.all(requests.values());
    },
    async close() {
      for (const controller of requests.keys()) controller.abort();
      await Promise.race([
        Promise.all(requests.values()),
        wait(GRACE_MS, undefined, { ref: false }),
      ]);
    },
  };
}

/** One request of a window while it runs. */
interface Running {
  readonly controller: AbortController;
  readonly outlet: Outlet;
}

function serveWindow(pipe: Pipe, routes: Routes, requests: Requests): Hear {
  const running = new Map<number, Running>();
  const send = (frame: StudioFrame): void => {
    if (!pipe.isOpen()) return;
    try {
      pipe.send(frame);
    } catch {
      // A window on its way out: what runs for it goes on, as for one that has gone.
      pipe.close('broken', 'It cannot be reached.');
    }
  };

  const run = async (frame: RequestFrame, { controller, outlet }: Running): Promise<void> => {
    for await (const reply of receive(routes, frame.name, frame.request, controller.signal)) {
      // A window that has gone is no reason to stop: read on, so that the job runs to its end.
      if (!pipe.isOpen()) continue;
      if (reply.kind === 'event') {
        if (!outlet.offer(reply.event)) pipe.close('slow', 'Too many events wait.');
      } else {
        await Promise.race([outlet.drained(), pipe.closed]);
        send({ ...reply, id: frame.id });
      }
    }
  };

  const begin = (frame: RequestFrame): void => {
    const { id } = frame;
    if (running.size >= MOST_REQUESTS_PER_WINDOW || requests.size >= MOST_REQUESTS) {
      send({ kind: 'failed', id, failure: tooMany() });
      return;
    }
    const outlet = createOutlet((numbered) => {
      send({ kind: 'event', id, ...numbered });
    });
    const entry = { controller: new AbortController(), outlet };
    running.set(id, entry);
    if (isWatch(frame.name)) {
      void pipe.closed.then(() => {
        entry.controller.abort();
      });
    }
    const done = run(frame, entry).finally(() => {
      running.delete(id);
      requests.delete(entry.controller);
    });
    requests.set(entry.controller, done);
  };

  return (heard) => {
    const { data: frame } = WindowFrame.safeParse(heard);
    if (frame === undefined) {
      pipe.close('broken', 'Expected a frame of the contract.');
      return;
    }
    const known = running.get(frame.id);
    if (frame.kind === 'cancel') known?.controller.abort();
    else if (frame.kind === 'received') known?.outlet.received(frame.seq);
    else if (known) pipe.close('broken', 'Expected a new id but received one in use.');
    else begin(frame);
  };
}

function tooMany(): Failure {
  return { code: 'busy', message: 'Too many requests are running. Wait for one to end.' };
}
