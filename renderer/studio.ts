import type { DesktopBridge } from '../preload/contract/desktop.ts';
import { createDesktopBridge } from './desktop.ts';
import { createSocketBridge } from './socket.ts';

declare global {
  interface Window {
    /** Put there by the desktop host; a browser has none. */
    readonly studio?: DesktopBridge;
  }
}

const reached = window.studio
  ? createDesktopBridge(window.studio)
  : createSocketBridge(() => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`));

/** The studio, whoever hosts this page, and whether it answers. */
export const { studio, connection } = reached;

/** Whether the desktop host shows this page: it has the system's own dialogs. */
export const inDesktop = window.studio !== undefined;

/** Where a saved picture's file is shown and saved from. */
export function pictureAddress(id: string): string {
  return `/picture/${id}.png`;
}

/** A small copy of it, for grids and strips. */
export function thumbnailAddress(id: string): string {
  return `/thumbnail/${id}.webp`;
}
