import { open } from 'node:fs/promises';
import { crc32, inflateSync } from 'node:zlib';

/** What a PNG file says about itself: its size and its texts. */
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
/** A file of other tools may have hundreds of pieces of pixels. */
const mostChunks = 20_000;

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

/** Reads a file's header and its texts before the pixels. Null when it is not a well-formed PNG. */
export async function readPngText(file: string): Promise<PngText | null> {
  const handle = await open(file, 'r');
  try {
    return await readTexts(async (position, length) => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, position);
      return bytesRead === length ? bytes : null;
    }, 'before the pixels');
  } finally {
    await handle.close();
  }
}

/** Reads the texts of a whole file in memory, wherever they are. Null when it is not a PNG. */
export async function textsOfPng(png: Uint8Array): Promise<PngText | null> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const source: Source = (position, length) =>
    Promise.resolve(
      position + length <= bytes.length ? bytes.subarray(position, position + length) : null,
    );
  return readTexts(source, 'everywhere');
}

/** @returns So many bytes from there, or null when the file ends before. */
type Source = (position: number, length: number) => Promise<Buffer | null>;

async function readTexts(
  source: Source,
  where: 'before the pixels' | 'everywhere',
): Promise<PngText | null> {
  const head = await source(0, headBytes);
  if (head === null || !isHead(head)) return null;
  const texts = new Map<string, string>();
  for await (const chunk of chunksOf(source)) {
    if (chunk === 'cut') return where === 'everywhere' ? about(head, texts) : null;
    const { position, length, type } = chunk;
    if (type === 'IDAT' && where === 'before the pixels') break;
    if (!Object.hasOwn(textKinds, type) || length > longestTextBytes) continue;
    const entry = await readText(source, position, length);
    if (entry !== null && !texts.has(entry[0])) texts.set(...entry);
  }
  return about(head, texts);
}

function isHead(head: Buffer): boolean {
  return head.subarray(0, 8).equals(signature) && head.toString('latin1', 12, 16) === 'IHDR';
}

function about(head: Buffer, texts: ReadonlyMap<string, string>): PngText {
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20), texts };
}

/** The chunks behind the header, up to the last; `cut` when the file ends before. */
async function* chunksOf(source: Source) {
  let position = headBytes;
  for (let count = 0; count < mostChunks; count++) {
    const start = await source(position, 8);
    if (start === null) {
      yield 'cut' as const;
      return;
    }
    const length = start.readUInt32BE(0);
    const type = start.toString('latin1', 4, 8);
    if (type === 'IEND') return;
    yield { position, length, type };
    position += length + 12;
  }
}

/** @returns Keyword and text of the chunk there; null when it is damaged. */
async function readText(source: Source, position: number, length: number) {
  // type, payload, CRC of both
  const bytes = await source(position + 4, length + 8);
  if (bytes === null || crc32(bytes.subarray(0, -4)) !== bytes.readUInt32BE(length + 4))
    return null;
  const payload = bytes.subarray(4, -4);
  const end = payload.indexOf(0);
  if (end < 1 || end > 79) return null;
  const parse = textKinds[bytes.toString('latin1', 0, 4)];
  const text = parse?.(payload.subarray(end + 1)) ?? null;
  return text === null ? null : ([payload.toString('latin1', 0, end), text] as const);
}

/** How the text lies behind its keyword, in each kind of chunk. */
const textKinds: Readonly<Record<string, (rest: Buffer) => string | null>> = {
  tEXt: (rest) => rest.toString('latin1'),
  zTXt: (rest) => (rest[0] === 0 ? (inflate(rest.subarray(1))?.toString('latin1') ?? null) : null),
  iTXt: (rest) => {
    // compressed, method, language, 0, translated keyword, 0, text
    const language = rest.indexOf(0, 2);
    const keyword = language < 0 ? -1 : rest.indexOf(0, language + 1);
    if (keyword < 0) return null;
    const text = rest.subarray(keyword + 1);
    if (rest[0] === 0) return text.toString('utf8');
    return rest[1] === 0 ? (inflate(text)?.toString('utf8') ?? null) : null;
  },
};

/** Null when the stream is broken, or becomes longer than any text of ours. */
function inflate(bytes: Buffer): Buffer | null {
  try {
    return inflateSync(bytes, { maxOutputLength: longestTextBytes });
  } catch {
    return null;
  }
}

function chunk(type: string, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(payload.length + 12);
  bytes.writeUInt32BE(payload.length, 0);
  bytes.write(type, 4, 'latin1');
  payload.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), payload.length + 8);
  return bytes;
}

/** Lone surrogates become U+FFFD, as everywhere in UTF-8. */
function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
