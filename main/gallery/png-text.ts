import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** What a PNG file says about itself before its pixels: its size and its international texts. */
export interface PngText {
  readonly width: number;
  readonly height: number;
  /** Keyword → text. The first of a keyword counts. */
  readonly texts: ReadonlyMap<string, string>;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature, and IHDR: length, type, 13 bytes, CRC. */
const headBytes = 8 + 25;
/** Texts longer than this are not ours. */
const longestTextBytes = 1_000_000;
const mostChunks = 64;

/**
 * Puts texts into a PNG as uncompressed iTXt chunks, right behind its header.
 *
 * @param png   A whole PNG file. Not changed.
 * @param texts Keyword (Latin, 1 to 79 characters) → any text.
 * @see https://www.w3.org/TR/png-3/#11iTXt
 */
export function withTexts(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const chunks = Object.entries(texts).map(([keyword, text]) =>
    // keyword, 0; not compressed, method 0; no language, 0; no translated keyword, 0; text
    chunk('iTXt', Buffer.concat([Buffer.from(keyword, 'latin1'), Buffer.alloc(5), utf8(text)])),
  );
  return Buffer.concat([png.subarray(0, headBytes), ...chunks, png.subarray(headBytes)]);
}

/** Reads a file's header and texts, never its pixels. Null when it is not a well-formed PNG. */
export async function readPngText(file: string): Promise<PngText | null> {
  const handle = await open(file, 'r');
  try {
    return await readHead(handle);
  } finally {
    await handle.close();
  }
}

async function readHead(handle: FileHandle): Promise<PngText | null> {
  const head = await readAt(handle, 0, headBytes);
  if (head === null || !head.subarray(0, 8).equals(signature)) return null;
  if (head.toString('latin1', 12, 16) !== 'IHDR') return null;
  const texts = new Map<string, string>();
  let position = headBytes;
  for (let count = 0; count < mostChunks; count++) {
    const start = await readAt(handle, position, 8);
    if (start === null) return null;
    const length = start.readUInt32BE(0);
    const type = start.toString('latin1', 4, 8);
    if (type === 'IDAT') break;
    if (type === 'iTXt' && length <= longestTextBytes) {
      const entry = await readText(handle, position, length);
      if (entry !== null && !texts.has(entry[0])) texts.set(...entry);
    }
    position += length + 12;
  }
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20), texts };
}

/** @returns Keyword and text of the chunk there; null when it is damaged. */
async function readText(handle: FileHandle, position: number, length: number) {
  // type, payload, CRC of both
  const bytes = await readAt(handle, position + 4, length + 8);
  if (bytes === null || crc32(bytes.subarray(0, -4)) !== bytes.readUInt32BE(length + 4))
    return null;
  return parseText(bytes.subarray(4, -4));
}

/** @returns Keyword and text; null when it is compressed, has a language, or is cut. */
function parseText(payload: Buffer): [keyword: string, text: string] | null {
  const end = payload.indexOf(0);
  if (end < 1 || end > 79 || payload.length < end + 5) return null;
  if (payload.subarray(end, end + 5).some((byte) => byte !== 0)) return null;
  return [payload.toString('latin1', 0, end), payload.toString('utf8', end + 5)];
}

function chunk(type: string, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(payload.length + 12);
  bytes.writeUInt32BE(payload.length, 0);
  bytes.write(type, 4, 'latin1');
  payload.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), payload.length + 8);
  return bytes;
}

async function readAt(handle: FileHandle, position: number, length: number) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : null;
}

/** Lone surrogates become U+FFFD, as everywhere in UTF-8. */
function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
