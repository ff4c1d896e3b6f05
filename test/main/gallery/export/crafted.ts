import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished as streamEnd } from 'node:stream/promises';
import { expect } from 'vitest';
import { ZipFile, type Options } from 'yazl';
import { emptyFolder } from '../../folder.ts';
import { openTestGallery } from '../open.ts';
import { entriesOf, exported, fill } from './made.ts';

/** Archives of which something is wrong, made of a good one with six pictures. */

type Entries = Map<string, Buffer>;
let prepared = false;
let good: Entries;
let goodFile: Buffer;

/** Makes the archive that all others are made of, once. */
export async function prepare(): Promise<void> {
  if (prepared) return;
  prepared = true;
  const { gallery } = await openTestGallery();
  await fill(gallery, 6);
  const { path: file } = await exported(gallery, { kind: 'archive' });
  good = await entriesOf(file);
  goodFile = await readFile(file);
}

/** The bytes of the good one. */
export function goodBytes(): Buffer {
  return Buffer.from(goodFile);
}

/** The good one's list of checksums. */
export function goodSums(): string {
  return good.get('checksums.sha256')?.toString('utf8') ?? '';
}

/** Writes an archive of these entries, its checksums right unless they are given. */
export async function archiveOf(
  change: (entries: Entries) => void,
  options: (name: string) => Partial<Options> = () => ({}),
  more: readonly (readonly [string, Buffer])[] = [],
): Promise<string> {
  const entries = new Map(good);
  entries.delete('checksums.sha256');
  change(entries);
  const list = [...entries, ...more];
  if (!entries.has('checksums.sha256')) {
    const lines = list.map(([name, bytes]) => {
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    });
    list.push(['checksums.sha256', Buffer.from(lines.join(''))]);
  }
  const file = path.join(await emptyFolder(), 'archive.zip');
  const zip = new ZipFile();
  for (const [name, bytes] of list) zip.addBuffer(bytes, name, options(name));
  zip.end();
  await streamEnd(zip.outputStream.pipe(createWriteStream(file)));
  return file;
}

/** The file with these bytes in place of those, wherever they are. */
export async function patched(file: string, from: string, to: string): Promise<string> {
  const bytes = (await readFile(file)).toString('latin1');
  expect(bytes).toContain(from);
  expect(to.length).toBe(from.length);
  await writeFile(file, Buffer.from(bytes.replaceAll(from, to), 'latin1'));
  return file;
}

function manifest(entries: Entries): Record<string, unknown> {
  return JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '') as Record<
    string,
    unknown
  >;
}

export function lines(entries: Entries, name: string): Record<string, unknown>[] {
  const text = entries.get(name)?.toString('utf8').trimEnd() ?? '';
  return text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

export function setLines(entries: Entries, name: string, records: readonly object[]): void {
  entries.set(name, Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join('')));
}

export const picture = (entries: Entries) =>
  [...entries.keys()].find((name) => name.endsWith('.png'))!;
export async function bare(bytes: Uint8Array): Promise<string> {
  const file = path.join(await emptyFolder(), 'archive.zip');
  await writeFile(file, bytes);
  return file;
}

/** One bit of a picture's pixels. */
export async function flipped(): Promise<string> {
  const bytes = Buffer.from(goodFile);
  const at = bytes.indexOf('IDAT') + 8;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bare(bytes);
}

const centralSignature = Buffer.from([0x50, 0x4b, 1, 2]);

/** The second entry begins where the first does. */
export async function overlapping(): Promise<string> {
  const bytes = Buffer.from(goodFile);
  const first = bytes.indexOf(centralSignature);
  const second = bytes.indexOf(centralSignature, first + 4);
  bytes.copy(bytes, second + 42, first + 42, first + 46);
  return bare(bytes);
}

/** A packed entry says that it is one byte long. */
export async function lying(): Promise<string> {
  const bytes = Buffer.from(goodFile);
  const name = bytes.lastIndexOf('pictures.jsonl');
  bytes.writeUInt32LE(1, name - 46 + 24);
  return bare(bytes);
}

export function withManifest(said: object): Promise<string> {
  return archiveOf((entries) => {
    entries.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest(entries), ...said })));
  });
}

export function withField(said: object): Promise<string> {
  return archiveOf((entries) => {
    const records = lines(entries, 'pictures.jsonl');
    const last = records.pop();
    setLines(entries, 'pictures.jsonl', [...records, { ...last, ...said }]);
  });
}

export async function noChecksums(): Promise<string> {
  const file = path.join(await emptyFolder(), 'archive.zip');
  const zip = new ZipFile();
  for (const [name, bytes] of good) {
    if (name !== 'checksums.sha256') zip.addBuffer(bytes, name);
  }
  zip.end();
  await streamEnd(zip.outputStream.pipe(createWriteStream(file)));
  return file;
}

/** Everything speaks of the picture by a name that its checksum does not begin with. */
export function renamed(): Promise<string> {
  return archiveOf((entries) => {
    rename(entries, picture(entries), 'f'.repeat(32), entries.get(picture(entries))!);
  });
}

function rename(entries: Entries, name: string, id: string, bytes: Buffer): void {
  const old = name.slice('pictures/'.length, -'.png'.length);
  entries.delete(name);
  entries.set(`pictures/${id}.png`, bytes);
  for (const list of ['pictures.jsonl', 'makings.jsonl']) {
    entries.set(list, Buffer.from(entries.get(list)!.toString('utf8').replaceAll(old, id)));
  }
}

/** Its name, its size and its checksum are right; its pixels cannot be decoded. */
export function notAPicture(): Promise<string> {
  return archiveOf((entries) => {
    const name = picture(entries);
    const png = Buffer.from(entries.get(name)!);
    png.fill(0xff, png.indexOf('IDAT') + 4, png.length - 16);
    const id = createHash('sha256').update(png).digest('hex').slice(0, 32);
    rename(entries, name, id, png);
  });
}
