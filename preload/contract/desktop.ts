import type { StudioFrame } from './frames.ts';

/**
 * `window.studio` in the desktop host: two functions, and nothing of Electron. What crosses into the
 * page must be plain, so frames and functions do: the page makes promises and iterables of them.
 */
export interface DesktopBridge {
  /** Sends a request of one answer. */
  readonly ask: (name: string, request: unknown, hear: HearFrame) => void;
  /** Begins a stream. @returns What tells the studio how the page gets on with it. */
  readonly stream: (name: string, request: unknown, hear: HearFrame) => TellStream;
}

export type HearFrame = (frame: StudioFrame) => void;

/** A number: every event up to this one has been taken in. `cancel`: the stream may end. */
export type TellStream = (word: number | 'cancel') => void;

/** The messages between a window and the desktop host: the page's name, then a frame. */
export const DESKTOP_CHANNEL = 'studio';
