import { readFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const WindowState = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400).max(16_384),
  height: z.int().min(300).max(16_384),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof WindowState>;

/** Where the window was, unless that is on no screen any more. */
export function readWindowState(file: string, screen: Screen): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return screen.getAllDisplays().some(({ workArea }) => overlap(state, workArea)) ? state : null;
  } catch {
    return null; // The first time, or not ours: the window opens as it does anywhere.
  }
}

/** Remembers where the window is when it closes, and how large it is when it is not maximised. */
export function keepWindowState(file: string, window: BrowserWindow): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileAtomic.sync(file, JSON.stringify(state));
    } catch {
      // A window that opens elsewhere the next time is no reason to keep this one open.
    }
  });
}

/** Whether a person could reach the window: enough of its top is on the screen to be dragged. */
function overlap(window: Rectangle, area: Rectangle): boolean {
  const across =
    Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= 100 && window.y >= area.y - 10 && window.y <= area.y + area.height - 50;
}
