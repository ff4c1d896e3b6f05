import { rm } from 'node:fs/promises';
import path from 'node:path';
import type {
  Exported,
  ExportEvent,
  ExportForm,
  ExportRequest,
} from '../../../preload/contract/export.ts';
import { StudioFailure, throwIfCancelled } from '../../failure.ts';
import { archiveEnding } from '../archive/format.ts';
import { archivePieces } from '../archive/write.ts';
import type { Gallery } from '../gallery.ts';
import { albumPieces } from './album.ts';
import { choose, type Chosen } from './choice.ts';
import { parseTemplate, safeName } from './names.ts';
import { openParcel, type Sealed, type Shape } from './parcel.ts';
import { plainPieces } from './pictures.ts';
import type { Piece } from './pieces.ts';
import type { Results } from './results.ts';
import { perSheet, sheetPieces } from './sheet.ts';
import { tablePieces } from './table.ts';

/** An export whose folder is known. */
export interface ExportOrder extends Pick<
  ExportRequest,
  'which' | 'as' | 'language' | 'utcOffset'
> {
  /** Where it goes; null: it waits to be downloaded. */
  readonly folder: string | null;
  /** Name of the result. Default: by kind and day. */
  readonly name?: string;
}

const progressEveryMs = 100;

/**
 * Exports pictures. What is written gets its final name when it is whole; whatever ends it before
 * leaves nothing.
 *
 * @throws {StudioFailure} `bad-request` when there is nothing to export, or no such export.
 */
export async function* exportPictures(
  gallery: Gallery,
  results: Results,
  order: ExportOrder,
  signal: AbortSignal,
): AsyncGenerator<ExportEvent, void> {
  if (order.as.kind === 'pictures') parseTemplate(order.as.name);
  const chosen = await choose(gallery, order.which);
  if (chosen.numbers.length === 0) {
    throw new StudioFailure('bad-request', 'There is no picture to export. Choose some first.');
  }
  const shape = shapeOf(order.as, chosen);
  if (order.folder === null && shape === 'folder') {
    throw new StudioFailure(
      'bad-request',
      'Expected a folder to write to. Choose one, or a ZIP file, which can be downloaded.',
    );
  }
  const folder = order.folder ?? (await results.place());
  try {
    const written = yield* write(gallery, order, { chosen, shape, folder, signal });
    yield { kind: 'done', exported: await exportedOf(results, order, { chosen, shape, written }) };
  } catch (thrown) {
    if (order.folder === null) await rm(folder, { recursive: true, force: true });
    throw thrown;
  }
}

interface Writing {
  readonly chosen: Chosen;
  readonly shape: Shape;
  readonly folder: string;
  readonly signal: AbortSignal;
}

interface Written extends Sealed {
  readonly pictures: number;
}

/** Fills a parcel, telling how far it is, and seals it. */
async function* write(
  gallery: Gallery,
  order: ExportOrder,
  { chosen, shape, folder, signal }: Writing,
): AsyncGenerator<ExportEvent, Written> {
  const total = chosen.numbers.length;
  const parcel = await openParcel(folder, order.name ?? nameOf(order, shape), shape);
  let done = 0;
  let kept = 0;
  let told = Number.NEGATIVE_INFINITY;
  try {
    yield { kind: 'progress', done, total };
    for await (const piece of piecesOf(gallery, order, chosen.numbers, signal)) {
      throwIfCancelled(signal);
      if (piece.kind === 'file') {
        await parcel.add({ ...piece, bytes: untilCancelled(piece.bytes, signal) });
        continue;
      }
      done += 1;
      if (piece.kept) kept += 1;
      if (performance.now() - told < progressEveryMs && done < total) continue;
      told = performance.now();
      yield { kind: 'progress', done, total };
    }
    throwIfCancelled(signal);
    return { ...(await parcel.seal()), pictures: kept };
  } finally {
    await parcel.discard();
  }
}

function untilCancelled(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Uint8Array | AsyncIterable<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  return (async function* () {
    for await (const chunk of bytes) {
      throwIfCancelled(signal);
      yield chunk;
    }
  })();
}

async function exportedOf(
  results: Results,
  { folder }: ExportOrder,
  { chosen, shape, written }: Pick<Writing, 'chosen' | 'shape'> & { readonly written: Written },
): Promise<Exported> {
  const download = folder === null;
  const id = await results.keep(written.path, download);
  return {
    id,
    name: path.basename(written.path),
    kind: shape === 'folder' ? 'folder' : 'file',
    bytes: written.bytes,
    pictures: written.pictures,
    leftOut: chosen.leftOut + chosen.numbers.length - written.pictures,
    address: download ? `/export/${id}` : null,
  };
}

function piecesOf(
  gallery: Gallery,
  { as, which, language, utcOffset }: ExportOrder,
  numbers: readonly number[],
  signal: AbortSignal,
): AsyncIterable<Piece> {
  const run = { numbers, utcOffset, signal };
  switch (as.kind) {
    case 'archive':
      return archivePieces(gallery, { numbers, wholeHistory: 'all' in which });
    case 'pictures':
      return plainPieces(gallery, as, run);
    case 'sheet':
      return sheetPieces(gallery, as, run);
    case 'album':
      return albumPieces(gallery, { title: as.title, language }, run);
    case 'table':
      return tablePieces(gallery, numbers, as.format);
  }
}

function shapeOf(as: ExportForm, { numbers }: Chosen): Shape {
  switch (as.kind) {
    case 'archive':
      return 'zip';
    case 'table':
      return 'file';
    case 'sheet':
      return numbers.length > perSheet(as) ? 'zip' : 'file';
    case 'pictures':
    case 'album':
      return as.packed ? 'zip' : 'folder';
  }
}

/** Such as "janus-pictures-2026-11-25.zip". */
function nameOf({ as, utcOffset }: ExportOrder, shape: Shape): string {
  const day = new Date(Date.now() + utcOffset * 60_000).toISOString().slice(0, 10);
  const stem = as.kind === 'album' ? safeName(as.title) : `janus-${words[as.kind]}-${day}`;
  if (shape === 'folder') return stem;
  if (as.kind === 'archive') return `${stem}${archiveEnding}`;
  if (shape === 'zip') return `${stem}.zip`;
  if (as.kind === 'sheet') return `${stem}.${as.format === 'jpeg' ? 'jpg' : 'png'}`;
  return as.kind === 'table' ? `${stem}.${as.format}` : `${stem}.zip`;
}

const words = {
  archive: 'gallery',
  pictures: 'pictures',
  sheet: 'contact-sheet',
  table: 'pictures',
} as const;
