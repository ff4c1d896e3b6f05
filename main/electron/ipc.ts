import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { z } from 'zod';
import { DESKTOP_CHANNEL } from '../../preload/contract/desktop.ts';
import type { Hear, Windows } from '../routes/windows.ts';
import { isPage } from './protocol.ts';

const PageName = z.uuid();

/** A page of a window, from its first message to its last. */
interface Line {
  readonly page: string;
  readonly hear: Hear;
  readonly close: () => void;
}

/**
 * Carries frames between pages and the studio. Each message is taken only from the main frame of a
 * page at our own address; then it is parsed where every host has it parsed.
 *
 * @param log Hears of what was not taken.
 */
export function carryFrames(ipc: IpcMain, windows: Windows, log: (line: string) => void): void {
  const lines = new Map<number, Line>();
  ipc.on(DESKTOP_CHANNEL, (event, page: unknown, frame: unknown) => {
    if (!isFromOurPage(event) || !PageName.safeParse(page).success) {
      log(`A message that is not from the studio's page was dropped.`);
      return;
    }
    lineOf(event.sender, page as string).hear(frame);
  });

  const closeWith = (contents: WebContents): void => {
    const { id } = contents;
    contents.on('render-process-gone', () => lines.get(id)?.close());
    contents.once('destroyed', () => {
      lines.get(id)?.close();
      lines.delete(id);
    });
  };

  const lineOf = (contents: WebContents, page: string): Line => {
    const known = lines.get(contents.id);
    if (known?.page === page) return known;
    if (known === undefined) closeWith(contents);
    else known.close();
    const line = openLine(contents, page, windows, log);
    lines.set(contents.id, line);
    return line;
  };
}

/** @see https://www.electronjs.org/docs/latest/tutorial/security rule 17 */
function isFromOurPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isPage(senderFrame.url);
}

function openLine(
  contents: WebContents,
  page: string,
  windows: Windows,
  log: (line: string) => void,
): Line {
  const { promise: closed, resolve } = Promise.withResolvers<undefined>();
  let open = true;
  const close = (): void => {
    open = false;
    resolve(undefined);
  };
  const hear = windows.open({
    isOpen: () => open && !contents.isDestroyed(),
    send: (frame) => {
      contents.send(DESKTOP_CHANNEL, page, frame);
    },
    close: (why, sentence) => {
      log(`A page was let go: ${sentence}`);
      close();
      // A page that fell behind starts anew; one that is broken is not listened to any more.
      if (why === 'slow') contents.reload();
    },
    closed,
  });
  return {
    page,
    close,
    hear: (frame) => {
      if (open) hear(frame);
    },
  };
}
