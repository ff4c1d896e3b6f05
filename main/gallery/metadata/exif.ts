/** Comments longer than this are not read. */
const longestCommentBytes = 1_000_000;
const mostEntries = 500;
const exifPointerTag = 0x8769;
const userCommentTag = 0x9286;
const longType = 4;
const undefinedType = 7;
const unicode = 'UNICODE\0';

/**
 * An EXIF block that says one thing: the user comment, in UTF-16 as A1111's web UI writes it.
 *
 * @returns A TIFF file, big endian: header, a directory that points to the EXIF directory, and in
 * that the comment.
 * @see https://www.cipa.jp/std/documents/download_e.html?CIPA_DC-008-2024-E (4.6.6, UserComment)
 */
export function exifOf(comment: string): Buffer {
  const text = Buffer.from(comment.toWellFormed(), 'utf16le').swap16();
  const value = Buffer.concat([Buffer.from(unicode, 'latin1'), text]);
  const exifAt = 8 + 18;
  const valueAt = exifAt + 18;
  const head = Buffer.alloc(valueAt);
  head.write('MM\0*', 0, 'latin1');
  head.writeUInt32BE(8, 4);
  writeDirectory(head, 8, [exifPointerTag, longType, 1, exifAt]);
  writeDirectory(head, exifAt, [userCommentTag, undefinedType, value.length, valueAt]);
  return Buffer.concat([head, value]);
}

/** A directory of one entry, and no other after it. */
function writeDirectory(
  into: Buffer,
  at: number,
  [tag, type, count, value]: readonly [number, number, number, number],
): void {
  into.writeUInt16BE(1, at);
  into.writeUInt16BE(tag, at + 2);
  into.writeUInt16BE(type, at + 4);
  into.writeUInt32BE(count, at + 6);
  into.writeUInt32BE(value, at + 10);
}

/** The user comment of an EXIF block; null when there is none, or it is damaged. */
export function commentOf(exif: Buffer): string | null {
  const order = exif.toString('latin1', 0, 4);
  if (order !== 'MM\0*' && order !== 'II*\0') return null;
  const tiff: Tiff = { bytes: exif, big: order === 'MM\0*' };
  const first = long(tiff, 4);
  const pointer = first === null ? null : findEntry(tiff, first, exifPointerTag);
  const directory = pointer === null ? null : long(tiff, pointer + 8);
  const entry = directory === null ? null : findEntry(tiff, directory, userCommentTag);
  if (entry === null) return null;
  const length = long(tiff, entry + 4);
  const at = long(tiff, entry + 8);
  if (length === null || at === null || length < 8 || length > longestCommentBytes) return null;
  if (at + length > exif.length) return null;
  return decode(exif.subarray(at, at + length), tiff.big);
}

interface Tiff {
  readonly bytes: Buffer;
  readonly big: boolean;
}

/** @returns Where the entry is, or null when there is no such entry. */
function findEntry(tiff: Tiff, directory: number, tag: number): number | null {
  const count = short(tiff, directory) ?? 0;
  for (let at = 0; at < Math.min(count, mostEntries); at++) {
    const entry = directory + 2 + 12 * at;
    if (short(tiff, entry) === tag) return entry;
  }
  return null;
}

function short({ bytes, big }: Tiff, at: number): number | null {
  if (at + 2 > bytes.length) return null;
  return big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
}

function long({ bytes, big }: Tiff, at: number): number | null {
  if (at + 4 > bytes.length) return null;
  return big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
}

/** Tools disagree on the byte order of a comment: the one that gives more Latin letters is right. */
function decode(value: Buffer, big: boolean): string {
  const code = value.toString('latin1', 0, 8);
  const text = value.subarray(8);
  if (code !== unicode) return text.toString('utf8').replace(/\0+$/, '');
  const even = Buffer.from(text.subarray(0, text.length - (text.length % 2)));
  const little = even.toString('utf16le');
  const swapped = even.swap16().toString('utf16le');
  const [own, other] = big ? [swapped, little] : [little, swapped];
  return (latinLetters(other) > latinLetters(own) ? other : own).replace(/\0+$/, '');
}

function latinLetters(text: string): number {
  return text.match(/[ -~]/g)?.length ?? 0;
}
