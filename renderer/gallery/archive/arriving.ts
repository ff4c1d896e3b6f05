import type { Imported, Look } from '../../../preload/contract/export.ts';
import { toFailure } from '../../state/failures.ts';
import type { JobFailure } from '../../state/jobs.ts';
import { createStore } from '../../state/store.ts';
import { studio } from '../../studio.ts';
import { change, remember } from '../changes.ts';
import { findAgain } from '../shelf.ts';

/** An archive on its way into the gallery, and how far it is. */
export type Arriving = { readonly name: string; readonly bytes: number } & (
  | { readonly stage: 'coming'; readonly come: number }
  /** All of it is here, and has been looked at. */
  | { readonly stage: 'ready'; readonly archive: string; readonly look: Look }
  | {
      readonly stage: 'entering';
      readonly phase: 'check' | 'enter';
      readonly done: number;
      readonly total: number;
    }
  | { readonly stage: 'done'; readonly imported: Imported }
  | { readonly stage: 'failed'; readonly failure: JobFailure }
);

/** The one that there is; it goes on while its dialog is closed. */
export const arriving = createStore<Arriving | null>(null);

/** Whether the dialog lies over the room. */
export const arrivalOpen = createStore(false);

const pieceBytes = 8 << 20;

let stopper = new AbortController();

export function isArchive({ name, type }: File): boolean {
  return /^application\/(x-)?zip(-compressed)?$/.test(type) || /\.(janus|zip)$/i.test(name);
}

/** Hands a file to the studio, piece by piece, and asks what is in it. */
export async function bringArchive(file: File): Promise<void> {
  if (arriving.get()?.stage === 'entering') {
    // Only Stop stops it: what goes on is shown instead.
    arrivalOpen.set(true);
    return;
  }
  stopper.abort();
  stopper = new AbortController();
  const { signal } = stopper;
  const about = { name: file.name, bytes: file.size };
  const tell = (next: Arriving): void => {
    if (!signal.aborted) arriving.set(next);
  };
  tell({ ...about, stage: 'coming', come: 0 });
  arrivalOpen.set(true);
  let archive: string | null = null;
  try {
    ({ archive } = await studio.ask('archive:open', { bytes: Math.max(1, file.size) }));
    for (let offset = 0; offset < file.size && !signal.aborted; offset += pieceBytes) {
      const piece = file.slice(offset, offset + pieceBytes);
      const bytes = new Uint8Array(await piece.arrayBuffer());
      await studio.ask('archive:piece', { archive, offset, bytes });
      tell({ ...about, stage: 'coming', come: offset + bytes.length });
    }
    if (signal.aborted) await studio.ask('archive:forget', { archive });
    else {
      const look = await studio.ask('archive:look', { archive });
      tell({ ...about, stage: 'ready', archive, look });
    }
  } catch (thrown) {
    tell({ ...about, stage: 'failed', failure: toFailure(thrown) });
    if (archive !== null) await studio.ask('archive:forget', { archive }).catch(() => undefined);
  }
}

/** Takes in what was looked at: all of it, or nothing. */
export async function enterArchive({
  archive,
  name,
  bytes,
}: Extract<Arriving, { stage: 'ready' }>): Promise<void> {
  stopper = new AbortController();
  const { signal } = stopper;
  const about = { name, bytes };
  arriving.set({ ...about, stage: 'entering', phase: 'check', done: 0, total: 0 });
  try {
    for await (const event of studio.stream('archive:import', { archive }, signal)) {
      if (event.kind === 'progress') {
        const { phase, done, total } = event;
        arriving.set({ ...about, stage: 'entering', phase, done, total });
        continue;
      }
      arriving.set({ ...about, stage: 'done', imported: event.imported });
      rememberImport(event.imported);
      await findAgain();
    }
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'cancelled') putArchiveAway();
    else arriving.set({ ...about, stage: 'failed', failure });
  }
}

/** Undone by a move into the trash, from where some of it may have come. */
function rememberImport({ numbers }: Imported): void {
  if (numbers.length === 0) return;
  remember({
    kind: 'imported',
    count: numbers.length,
    back: () => change({ numbers: [...numbers], trashed: true }),
  });
}

/** Ends whatever goes on; what is not whole in the gallery is not there at all. */
export function stopArchive(): void {
  const now = arriving.get();
  stopper.abort();
  if (now?.stage === 'entering') return; // The studio says when it has ended.
  if (now?.stage === 'ready') {
    studio.ask('archive:forget', { archive: now.archive }).catch(() => undefined);
  }
  putArchiveAway();
}

export function putArchiveAway(): void {
  arriving.set(null);
  arrivalOpen.set(false);
}
