import { open } from 'node:fs/promises';
import path from 'node:path';
import type { App, Dialog } from 'electron';
import type { Routes } from '../../preload/contract/channels.ts';
import type { Imported } from '../../preload/contract/export.ts';
import { fromFailure, toFailure } from '../failure.ts';
import { archiveEnding } from '../gallery/archive/format.ts';
import type { Words } from './words.ts';

/** As much as crosses at once. Bytes. */
const pieceBytes = 8 << 20;

/** Archives that somebody opens with the studio, before it is there and after. */
export interface OpenedFiles {
  /** From now on each is brought in, those that wait first. */
  bringInto(routes: Routes, show: () => void): void;
}

/**
 * Takes what the system hands over: files on the command line, of a second start, and macOS's own
 * event, which comes before anything else.
 * @param args Of this process.
 */
export function hearOpenedFiles(
  app: Pick<App, 'on'>,
  args: readonly string[],
  take: (file: string, routes: Routes) => Promise<void>,
): OpenedFiles {
  const waiting = [...archivesIn(args, process.cwd())];
  let into: { readonly routes: Routes; readonly show: () => void } | null = null;
  let busy: Promise<void> = Promise.resolve();
  const goOn = (): void => {
    if (into === null || waiting.length === 0) return;
    const { routes, show } = into;
    const files = waiting.splice(0);
    show();
    // One after the other: each is whole before the next begins.
    for (const file of files) busy = busy.then(() => take(file, routes));
  };
  app.on('open-file', (event, file) => {
    event.preventDefault();
    waiting.push(file);
    goOn();
  });
  app.on('second-instance', (_, argv, folder) => {
    waiting.push(...archivesIn(argv, folder));
    goOn();
  });
  return {
    bringInto(routes, show) {
      into = { routes, show };
      goOn();
    },
  };
}

/** The archives among a program's arguments, as whole paths. */
export function archivesIn(args: readonly string[], folder: string): readonly string[] {
  return args
    .filter((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith(archiveEnding))
    .map((arg) => path.resolve(folder, arg));
}

/** Brings an archive in by the routes that a page takes, and says what came of it. Never throws. */
export async function bringIn(
  file: string,
  routes: Routes,
  {
    dialog,
    words,
  }: { readonly dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBox'>; readonly words: Words },
): Promise<void> {
  try {
    const { added, restored, known } = await importFile(file, routes);
    const counts: Readonly<Record<string, number>> = { added: added + restored, known };
    const message = words.broughtIn.replace(/\{(\w+)\}/g, (_, name: string) =>
      String(counts[name]),
    );
    await dialog.showMessageBox({ type: 'info', title: path.basename(file), message });
  } catch (thrown) {
    dialog.showErrorBox(
      words.cannotBringIn,
      `${path.basename(file)}: ${toFailure(thrown).message}`,
    );
  }
}

async function importFile(file: string, routes: Routes): Promise<Imported> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const { archive } = await routes['archive:open']({ bytes: size });
  try {
    for (let offset = 0; offset < size;) {
      const { bytesRead, buffer } = await handle.read(
        Buffer.alloc(pieceBytes),
        0,
        pieceBytes,
        offset,
      );
      if (bytesRead === 0) break; // It became shorter: the archive is judged as it is.
      await routes['archive:piece']({ archive, offset, bytes: buffer.subarray(0, bytesRead) });
      offset += bytesRead;
    }
    const { signal } = new AbortController();
    for await (const event of routes['archive:import']({ archive }, signal)) {
      if (event.kind === 'done') return event.imported;
    }
  } catch (thrown) {
    await routes['archive:forget']({ archive }).catch(() => null);
    throw thrown;
  }
  throw fromFailure({
    code: 'unexpected',
    message: 'The import ended without saying what it did.',
  });
}
