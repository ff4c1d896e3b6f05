/** Memory that grows by pages of 64 KiB and never moves. */
export interface Pages {
  /** Another one after each growth. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Node has WebAssembly; the types of its globals come with a browser's. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => Pages;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { studio: { memory: Pages } },
  ) => { readonly exports: { readonly dots: Dots } };
};

/**
 * Dot products of one vector with many. Everything lies in the memory, by its place in bytes.
 * @param query [width] signed 16 bits each, below 2¹⁵ / width.
 * @param rows  [count, width] signed 8 bits each.
 * @param width A multiple of 32.
 * @param out   [count] signed 32 bits each are written there.
 */
export type Dots = (query: number, rows: number, count: number, width: number, out: number) => void;

export const pageBytes = 65_536;
/** 4 GiB: as far as a place of 32 bits reaches. */
const mostPages = 65_536;

/** A memory, and dot products within it: 25 times as fast as a loop in JavaScript. */
export function createDotProducts(pages: number): { readonly memory: Pages; readonly dots: Dots } {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: mostPages });
  const module = new WebAssembly.Module(Buffer.from(dotProducts, 'base64'));
  return { memory, dots: new WebAssembly.Instance(module, { studio: { memory } }).exports.dots };
}

/** dot-products.wat, assembled. */
export const dotProducts =
  'AGFzbQEAAAABCQFgBX9/f39/AAISAQZzdHVkaW8GbWVtb3J5AgABAwIBAAcIAQRkb3RzAAAK7QEB6gECAn8CewJA' +
  'A0AgAkUNAf0MAAAAAAAAAAAAAAAAAAAAACEH/QwAAAAAAAAAAAAAAAAAAAAAIQggACEGIAEgA2ohBQNAIAcgAf0B' +
  'AwAgBv0ABAD9ugH9rgEhByAIIAH9AQMIIAb9AAQQ/boB/a4BIQggByAB/QEDECAG/QAEIP26Af2uASEHIAggAf0B' +
  'AxggBv0ABDD9ugH9rgEhCCABQSBqIQEgBkHAAGohBiABIAVJDQALIAcgCP2uASEHIAQgB/0bACAH/RsBaiAH/RsC' +
  'IAf9GwNqajYCACAEQQRqIQQgAkEBayECDAALCws=';
