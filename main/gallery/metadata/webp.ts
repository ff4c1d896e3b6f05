import type { Blocks } from './jpeg.ts';

const mostBlockBytes = 1_000_000;
const mostChunks = 1000;
/** In a VP8X chunk's first byte. */
const has = { xmp: 4, exif: 8, alpha: 16 } as const;

/**
 * Puts blocks into a WebP file that has none.
 *
 * @param webp A whole file as the workshop writes it: its pixels, without a container of features.
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export function withWebpBlocks(
  webp: Uint8Array,
  { exif, xmp }: Blocks,
  size: { readonly width: number; readonly height: number },
): Buffer {
  const pixels = chunksOf(buffer(webp)).filter(({ name }) => /^(VP8 |VP8L|ALPH)$/.test(name));
  const features = Buffer.alloc(10);
  const alpha = pixels.some(({ name }) => name === 'ALPH');
  features[0] = (xmp === null ? 0 : has.xmp) + (exif ? has.exif : 0) + (alpha ? has.alpha : 0);
  features.writeUIntLE(size.width - 1, 4, 3);
  features.writeUIntLE(size.height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    chunk('VP8X', features),
    ...pixels.map(({ name, payload }) => chunk(name, payload)),
    ...(exif ? [chunk('EXIF', exif)] : []),
    ...(xmp === null ? [] : [chunk('XMP ', Buffer.from(xmp, 'utf8'))]),
  ]);
  return riff(body);
}

/** Reads a WebP's blocks. Null when it is no WebP. */
export function blocksOfWebp(webp: Buffer): Blocks | null {
  if (webp.toString('latin1', 0, 4) !== 'RIFF' || webp.toString('latin1', 8, 12) !== 'WEBP') {
    return null;
  }
  const chunks = chunksOf(webp).filter(({ payload }) => payload.length <= mostBlockBytes);
  const exif = chunks.find(({ name }) => name === 'EXIF')?.payload ?? null;
  const xmp = chunks.find(({ name }) => name === 'XMP ')?.payload ?? null;
  // Some tools put a JPEG's beginning before it.
  const bare = exif?.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  return { exif: bare, xmp: xmp?.toString('utf8') ?? null };
}

interface Chunk {
  readonly name: string;
  readonly payload: Buffer;
}

/** As far as they are whole. */
function chunksOf(webp: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 12;
  while (at + 8 <= webp.length && chunks.length < mostChunks) {
    const length = webp.readUInt32LE(at + 4);
    if (at + 8 + length > webp.length) break;
    const payload = webp.subarray(at + 8, at + 8 + length);
    chunks.push({ name: webp.toString('latin1', at, at + 4), payload });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function chunk(name: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
}

function riff(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
