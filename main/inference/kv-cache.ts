import type { JanusConfig } from '../../native-models/manifest.ts';
import { floatTensor, type Tensor } from './session.ts';

/**
 * Keys and values of all positions read so far. Never changed in place: reading on gives a new
 * one, so one prefix can be continued many times.
 */
export interface KvCache {
  /** Positions read. */
  readonly length: number;
  readonly rows: number;
  /** One a layer, each [rows, kvHeads, length, headSize]. */
  readonly layers: readonly { readonly key: Tensor; readonly value: Tensor }[];
}

/** Nothing read yet. */
export function emptyCache({ decoder }: JanusConfig, rows: number): KvCache {
  const dims = [rows, decoder.kvHeads, 0, decoder.headSize];
  const layers = Array.from({ length: decoder.layers }, () => ({
    key: floatTensor(new Float32Array(0), dims),
    value: floatTensor(new Float32Array(0), dims),
  }));
  return { length: 0, rows, layers };
}

/** The first `length` positions of a cache. Copies them, unless that is all there are. */
export function truncateCache(cache: KvCache, length: number): KvCache {
  if (length >= cache.length) return cache;
  const cut = (tensor: Tensor) => {
    const [rows, heads, past, size] = tensor.dims as [number, number, number, number];
    const from = tensor.data as Float32Array;
    const to = new Float32Array(rows * heads * length * size);
    for (let i = 0; i < rows * heads; i++) {
      const start = i * past * size;
      to.set(from.subarray(start, start + length * size), i * length * size);
    }
    return floatTensor(to, [rows, heads, length, size]);
  };
  const layers = cache.layers.map(({ key, value }) => ({ key: cut(key), value: cut(value) }));
  return { length, rows: cache.rows, layers };
}
