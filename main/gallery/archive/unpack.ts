import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { makeFolder } from '../../../native-models/make-folder.ts';
import type { ImportEvent } from '../../../preload/contract/export.ts';
import { throwIfCancelled, toFailure } from '../../failure.ts';
import { openZip, refused, type OpenZip, type ZipEntry } from '../../zip/reader.ts';
import type { Gallery } from '../gallery.ts';
import { readPngText } from '../metadata/png.ts';
import { findPicture } from '../picture-files.ts';
import { rowOfId } from '../rows.ts';
import { thumbnailSide } from '../thumbnails.ts';
import { factBytes, tokenBytes } from '../trail.ts';
import { checkRoom } from './arrivals.ts';
import {
  archiveLimits,
  archiveVersion,
  ArchivedMaking,
  ArchivedPicture,
  ArchivedPrompt,
  entryNames,
  idOfEntry,
  Manifest,
  ManifestHead,
  pictureEntry,
} from './format.ts';
import { linesOf, parse, recordsOf } from './lines.ts';

/** An archive that has been judged, its new pictures laid ready under their final names. */
export interface Unpacked {
  readonly manifest: Manifest;
  /** Folder of it all. */
  readonly folder: string;
  /** Of pictures whose files and thumbnails lie there. */
  readonly fresh: ReadonlySet<string>;
}

export function stagedPicture(folder: string, id: string): string {
  return path.join(folder, 'pictures', `${id}.png`);
}

function stagedThumbnail(folder: string, id: string): string {
  return path.join(folder, 'thumbnails', `${id}.webp`);
}

/**
 * Unpacks an archive from outside into a folder of ours and judges all of it: every checksum,
 * every record, every picture. Nothing of the gallery is changed.
 *
 * @throws {StudioFailure} `bad-request` that says what is wrong with it; `disk-full`.
 */
export async function* unpack(
  gallery: Gallery,
  file: string,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, Unpacked> {
  const { size } = await stat(file);
  using zip = await openZip(file, size, archiveLimits);
  const manifest = await manifestOf(zip);
  for (const part of ['pictures', 'thumbnails']) await makeFolder(path.join(folder, part));
  await checkRoom(folder, zip.bytes);
  const sums = await checksumsOf(zip, folder);
  const fresh = new Set<string>();
  const total = manifest.pictures;
  let done = 0;
  for (const entry of zip.entries.values()) {
    throwIfCancelled(signal);
    if (entry.name === entryNames.checksums) continue;
    const id = idOfEntry(entry.name);
    const place = await placeOf(gallery, folder, entry.name);
    await take(entry, place, sums.get(entry.name), signal);
    if (id === null) continue;
    if (place !== null) fresh.add(id);
    done += 1;
    yield { kind: 'progress', phase: 'check', done: Math.min(done, total) / 2, total };
  }
  const unpacked = { manifest, folder, fresh };
  yield* checkRecords(gallery, zip, unpacked, signal);
  return unpacked;
}

export async function manifestOf(zip: OpenZip): Promise<Manifest> {
  const entry = zip.entries.get(entryNames.manifest);
  if (entry === undefined) throw refused(`it has no "${entryNames.manifest}"`);
  const json = await bytesOf(entry);
  const { version } = parse(json, ManifestHead, `"${entryNames.manifest}"`);
  if (version > archiveVersion) {
    throw refused(
      `a newer Janus Studio wrote it (its version is ${version}, this studio reads ${archiveVersion}); install that one`,
    );
  }
  return parse(json, Manifest, `"${entryNames.manifest}"`);
}

const sumLine = /^([a-f0-9]{64}) [ *](.+)$/;

/** What each entry's SHA-256 should be, by its name: of every entry but the list itself. */
export async function checksumsOf(
  zip: OpenZip,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const entry = zip.entries.get(entryNames.checksums);
  if (entry === undefined) throw refused(`it has no "${entryNames.checksums}"`);
  const file = path.join(folder, entryNames.checksums);
  await reading(entry, async () => {
    await pipeline(await entry.open(), createWriteStream(file, { flags: 'wx' }));
  });
  const sums = new Map<string, string>();
  for await (const line of linesOf(file, entry.name)) {
    const [, sum, name] = sumLine.exec(line.toString('utf8')) ?? [];
    if (sum === undefined || name === undefined) {
      throw refused(`"${entry.name}" has a line that is no checksum`);
    }
    if (!zip.entries.has(name)) throw refused(`"${name.slice(0, 100)}" is missing from it`);
    sums.set(name, sum);
  }
  return sums;
}

/** Where an entry is laid; null for a picture that the gallery has. */
async function placeOf(gallery: Gallery, folder: string, name: string): Promise<string | null> {
  const id = idOfEntry(name);
  if (id === null) return path.join(folder, name);
  const known =
    rowOfId(gallery.sqlite, id) !== null &&
    (await findPicture(gallery.paths.pictures, id)) !== null;
  return known ? null : stagedPicture(folder, id);
}

/** Lays an entry in its place, if it is to have one, and compares its checksum. */
export async function take(
  entry: ZipEntry,
  place: string | null,
  expected: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (expected === undefined) throw refused(`"${entry.name}" has no checksum in it`);
  const hash = createHash('sha256');
  await reading(entry, async () => {
    const source = await entry.open();
    const hashed = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        if (place !== null) yield chunk;
      }
    };
    const sink =
      place === null
        ? async (chunks: AsyncIterable<Buffer>) => {
            for await (const _ of chunks);
          }
        : createWriteStream(place, { flags: 'wx', flush: true });
    await pipeline(source, hashed, sink, { signal });
  });
  const sum = hash.digest('hex');
  const id = idOfEntry(entry.name);
  if (sum !== expected || (id !== null && !sum.startsWith(id))) {
    throw refused(`"${entry.name}" is damaged: its checksum is another than it should be`);
  }
}

async function bytesOf(entry: ZipEntry): Promise<Buffer> {
  return reading(entry, async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of (await entry.open()) as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  });
}

/** What the unpacker fails with becomes a sentence; what the disk fails with stays what it is. */
async function reading<Result>(entry: ZipEntry, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code !== 'unexpected') throw thrown;
    throw refused(`"${entry.name}" cannot be unpacked (${message.slice(0, 200)})`, thrown);
  }
}

/** Reads every record once before any is entered, and looks at every new picture. */
async function* checkRecords(
  gallery: Gallery,
  zip: OpenZip,
  { folder, fresh, manifest }: Unpacked,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  const ids = new Set<string>();
  const total = manifest.pictures;
  for await (const record of archived.pictures(folder)) {
    throwIfCancelled(signal);
    const { id } = record;
    if (ids.has(id)) throw refused(`the picture ${id} is told of twice in it`);
    if (!zip.entries.has(pictureEntry(id)))
      throw refused(`"${pictureEntry(id)}" is missing from it`);
    ids.add(id);
    if (fresh.has(id)) await checkPicture(gallery, folder, record, signal);
    yield { kind: 'progress', phase: 'check', done: (total + ids.size) / 2, total };
  }
  const files = [...zip.entries.keys()].filter((name) => idOfEntry(name) !== null).length;
  if (files !== ids.size) throw refused('it has pictures that it does not tell of');
  const makings = await countMakings(folder, ids);
  let prompts = 0;
  for await (const _ of archived.prompts(folder)) prompts += 1;
  checkCounts(manifest, { pictures: ids.size, makings, prompts });
}

async function countMakings(folder: string, ids: ReadonlySet<string>): Promise<number> {
  const told = new Set<string>();
  for await (const { id, tokens, facts } of archived.makings(folder)) {
    const count = Buffer.byteLength(tokens, 'base64') / tokenBytes;
    const fits =
      Number.isInteger(count) && Buffer.byteLength(facts, 'base64') === count * factBytes;
    if (!fits || !ids.has(id) || told.has(id)) {
      throw refused(`the making of the picture ${id} does not fit it`);
    }
    told.add(id);
  }
  return told.size;
}

type Counts = Pick<Manifest, 'pictures' | 'makings' | 'prompts'>;

function checkCounts(expected: Counts, found: Counts): void {
  for (const what of ['pictures', 'makings', 'prompts'] as const) {
    if (found[what] === expected[what]) continue;
    throw refused(`it should have ${expected[what]} ${what}, and has ${found[what]}`);
  }
}

/** The records of an unpacked archive. */
export const archived = {
  pictures: (folder: string) => lines(folder, 'pictures', ArchivedPicture),
  makings: (folder: string) => lines(folder, 'makings', ArchivedMaking),
  prompts: (folder: string) => lines(folder, 'prompts', ArchivedPrompt),
};

function lines<Schema extends z.ZodType>(
  folder: string,
  what: 'pictures' | 'makings' | 'prompts',
  schema: Schema,
): AsyncGenerator<z.output<Schema>, void> {
  const name = entryNames[what];
  return recordsOf(path.join(folder, name), schema, name);
}

/** Decodes a picture in the workshop, which also makes its thumbnail. */
async function checkPicture(
  { workshop }: Gallery,
  folder: string,
  { id, width, height }: ArchivedPicture,
  signal: AbortSignal,
): Promise<void> {
  const file = stagedPicture(folder, id);
  const png = await readPngText(file);
  if (png?.width !== width || png.height !== height) {
    throw refused(`"${pictureEntry(id)}" is no PNG of ${width} × ${height} pixels`);
  }
  const order = { bytes: await readFile(file), side: thumbnailSide };
  const small = await workshop.result('thumbnail', order, signal).catch((thrown: unknown) => {
    if (toFailure(thrown).code !== 'bad-image') throw thrown;
    throw refused(`"${pictureEntry(id)}" is no picture that can be read`, thrown);
  });
  const thumbnail = stagedThumbnail(folder, id);
  await pipeline([small.bytes], createWriteStream(thumbnail, { flags: 'wx' }));
}
