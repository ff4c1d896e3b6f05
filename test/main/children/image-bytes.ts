import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Rgb } from '../../../main/children/messages.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Four quarters of one colour each, so that turning and cropping show. */
export const QUARTERS: readonly Colour[] = [
  [200, 30, 40],
  [40, 180, 60],
  [30, 60, 220],
  [230, 220, 40],
];

export function quarters(width: number, height: number, colours = QUARTERS): Rgb {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const right = i % width >= width / 2 ? 1 : 0;
    const low = Math.floor(i / width) >= height / 2 ? 2 : 0;
    rgb.set(colours[right + low]!, 3 * i);
  }
  return { width, height, rgb };
}

export function toSharp({ width, height, rgb }: Rgb): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/** A PNG by hand. Kinds: 0 grey, 2 RGB, 4 grey with alpha. `rows`: the bytes of each. */
export function png(
  width: number,
  height: number,
  content: { depth: number; kind: number; rows: readonly (readonly number[])[] },
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([content.depth, content.kind, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.from(content.rows.flatMap((row) => [0, ...row])));
  const chunks = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export function bigEndianRows(values: Uint16Array, rows: number): number[][] {
  const bytes = [...values].flatMap((value) => [value >> 8, value & 255]);
  const size = bytes.length / rows;
  return Array.from({ length: rows }, (_, row) => bytes.slice(row * size, (row + 1) * size));
}
