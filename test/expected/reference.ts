import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { Rgb } from '../../main/children/messages.ts';

const dims = z.array(z.int());
const Floats = z.object({ dims, float32: z.base64() });
const Octets = z.object({ dims, uint8: z.base64() });

/** What make_reference.py writes: golden values of one tiny model, made by transformers. */
const Reference = z.object({
  draw: z.object({
    prompt: z.string(),
    ids: z.array(z.int()),
    tokens: z.array(z.int()),
    guidedLogits: Floats,
    picture: Octets,
  }),
  encode: z.object({ tokens: z.array(z.int()), narrowestMargin: z.number() }),
  ask: z.object({
    letterboxed: Octets,
    seen: Floats,
    turns: z.array(
      z.object({
        images: z.array(z.int()),
        question: z.string(),
        ids: z.array(z.int()),
        tokens: z.array(z.int()),
        answer: z.string(),
        stoppedBy: z.string(),
      }),
    ),
  }),
});
export type Reference = z.infer<typeof Reference>;

export function readReference(name: string): Reference {
  const file = new URL(`reference-${name}.json.br`, import.meta.url);
  return Reference.parse(JSON.parse(brotliDecompressSync(readFileSync(file)).toString()));
}

export function floatsIn({ float32 }: z.infer<typeof Floats>): Float32Array {
  return new Float32Array(octets(float32).buffer);
}

export function octetsIn({ uint8 }: z.infer<typeof Octets>): Uint8Array {
  return octets(uint8);
}

/** Copied, so that the bytes start a buffer of their own and can be read as floats. */
function octets(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/** The same formula stands in make_reference.py, `image_of`. */
export function imageOf(width: number, height: number, k: number): Rgb {
  const rgb = new Uint8Array(width * height * 3);
  let i = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const value = x * (7 + k) + y * (13 - k) + c * 85 + Math.floor((x * y) / (5 + k));
        rgb[i++] = value % 256;
      }
    }
  }
  return { width, height, rgb };
}

/** The largest |a − b|. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
