const exifHead = Buffer.from('Exif\0\0', 'latin1');
const xmpHead = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
/** A segment's length is 16 bits and counts itself. */
const mostSegmentBytes = 0xffff - 2;
const app1 = 0xe1;
const startOfScan = 0xda;
const mostSegments = 1000;

/** What a JPEG or WebP file carries beside its pixels. */
export interface Blocks {
  readonly exif: Buffer | null;
  readonly xmp: string | null;
}

/** Puts blocks into a JPEG file that has none, right behind its start; one too long is left out. */
export function withJpegBlocks(jpeg: Uint8Array, { exif, xmp }: Blocks): Buffer {
  const segments = [
    ...(exif ? [Buffer.concat([exifHead, exif])] : []),
    ...(xmp === null ? [] : [Buffer.concat([xmpHead, Buffer.from(xmp, 'utf8')])]),
  ].filter((payload) => payload.length <= mostSegmentBytes);
  const written = segments.map((payload) => {
    const head = Buffer.from([0xff, app1, 0, 0]);
    head.writeUInt16BE(payload.length + 2, 2);
    return Buffer.concat([head, payload]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...written, jpeg.subarray(2)]);
}

/** Reads a JPEG's blocks before its pixels. Null when it is no JPEG. */
export function blocksOfJpeg(jpeg: Buffer): Blocks | null {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return null;
  const blocks = [...segmentsOf(jpeg)].filter(({ marker }) => marker === app1);
  const behind = (head: Buffer) =>
    blocks.find(({ payload }) => starts(payload, head))?.payload.subarray(head.length) ?? null;
  return { exif: behind(exifHead), xmp: behind(xmpHead)?.toString('utf8') ?? null };
}

/** The segments before the pixels, as far as they are whole. */
function* segmentsOf(jpeg: Buffer): Generator<{ marker: number; payload: Buffer }, void> {
  let at = 2;
  for (let count = 0; count < mostSegments && at + 4 <= jpeg.length; count++) {
    const marker = jpeg.readUInt8(at + 1);
    const length = jpeg.readUInt16BE(at + 2);
    const isSegment = jpeg.readUInt8(at) === 0xff && marker !== startOfScan && length >= 2;
    if (!isSegment) return;
    yield { marker, payload: jpeg.subarray(at + 4, at + 2 + length) };
    at += 2 + length;
  }
}

function starts(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, beginning.length).equals(beginning);
}
