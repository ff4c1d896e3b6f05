import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { StudioFailure } from '../failure.ts';

/** A file in a ZIP file from outside, whose name and sizes have been judged. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked. Reading it fails rather than give more, or less. */
  readonly bytes: number;
  open(): Promise<Readable>;
}

export interface OpenZip extends Disposable {
  /** By name. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Of all entries, unpacked. */
  readonly bytes: number;
}

/** What an archive may be. */
export interface ZipLimits {
  readonly entries: number;
  /** The most bytes that the entry of this name may have unpacked; null: no such entry is expected. */
  readonly bytesOf: (name: string) => number | null;
}

/** A ZIP file of ours unpacks to less than this many times its size, and this much besides. */
const mostTimes = 50;
const mostBesides = 64 << 20;

/**
 * Opens a ZIP file from outside and judges its directory before anything is unpacked: no entry but
 * those that are expected, none twice, none over another, none too large, no links.
 *
 * @param fileBytes Size of the file.
 * @throws {StudioFailure} `bad-request` that says what is wrong with it.
 */
export async function openZip(
  file: string,
  fileBytes: number,
  limits: ZipLimits,
): Promise<OpenZip> {
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true }).catch(
    (cause: unknown) => {
      throw refused('it is not a whole ZIP file', cause);
    },
  );
  try {
    const found = await entriesOf(zip, limits);
    checkPlaces(found);
    const bytes = found.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (bytes > fileBytes * mostTimes + mostBesides) {
      throw refused(`it would unpack to ${megabytes(bytes)}, which no archive of this size does`);
    }
    return {
      entries: new Map(found.map((entry) => [entry.fileName, openable(zip, entry)])),
      bytes,
      [Symbol.dispose]() {
        zip.close();
      },
    };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

/** The refusal of an archive as a whole. */
export function refused(why: string, cause?: unknown): StudioFailure {
  return new StudioFailure(
    'bad-request',
    `Expected an archive that a Janus Studio exported, but ${why}. Nothing was imported.`,
    { cause },
  );
}

async function entriesOf(zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.entries) throw refused(`it has ${zip.entryCount} entries`);
  const found: Entry[] = [];
  const names = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      judge(entry, limits.bytesOf(name));
      const folded = name.normalize('NFC').toLowerCase();
      if (names.has(folded)) throw refused(`"${name}" is in it twice`);
      names.add(folded);
      found.push(entry);
    }
  } catch (thrown) {
    if (thrown instanceof StudioFailure) throw thrown;
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    throw refused(`its directory cannot be read (${said.slice(0, 200)})`, thrown);
  }
  return found;
}

const linkType = 0o120000;
const typeBits = 0o170000;

function judge(entry: Entry, most: number | null): void {
  const name = entry.fileName.slice(0, 100);
  if (most === null) throw refused(`"${name}" does not belong there`);
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & typeBits) === linkType) throw refused(`"${name}" is a link`);
  if (!entry.canDecodeFileData()) throw refused(`"${name}" is encrypted or packed in another way`);
  if (entry.uncompressedSize > most) {
    throw refused(`"${name}" would unpack to ${megabytes(entry.uncompressedSize)}`);
  }
}

/** Bytes of an entry's header before its name. */
const headerBytes = 30;

/** Entries that share bytes make a small file unpack to a large one. */
function checkPlaces(entries: readonly Entry[]): void {
  const inOrder = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const entry of inOrder) {
    const start = entry.relativeOffsetOfLocalHeader;
    if (start < end) throw refused(`"${entry.fileName}" lies over another entry`);
    end = start + headerBytes + entry.fileNameLength + entry.compressedSize;
  }
}

function openable(zip: ZipFile, entry: Entry): ZipEntry {
  return {
    name: entry.fileName,
    bytes: entry.uncompressedSize,
    open: () => zip.openReadStreamPromise(entry),
  };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}
