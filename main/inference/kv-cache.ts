import type { JanusConfig } from '../../native-models/manifest.ts';
import { floatTensor, type Tensor } from './session.ts';

/**
 * Keys and values of all positions read so far, in buffers with room to spare: the model reads
 * them where they lie, new positions are written behind the old ones, and taking positions back
 * is forgetting how long it was.
 */
export interface KvCache {
  readonly rows: number;
  /** Positions read. */
  length: number;
  /** Positions there is room for; a function of the length alone when it grew by `append`. */
  capacity: number;
  /** key, value, key, value …, two a layer, each [rows, kvHeads, capacity, headSize]. */
  buffers: Float32Array[];
}

/**
 * Room grows by this many positions. Less would mean more copying, more would mean scoring more
 * empty room at every token; at Janus-Pro-1B's sizes 64 to 128 cost the same.
 */
const step = 96;

/** Nothing read yet. @param room Positions to begin with, at least 1. */
export function emptyCache(config: JanusConfig, rows: number, room = step): KvCache {
  const cache: KvCache = { rows, length: 0, capacity: 0, buffers: [] };
  const { layers } = config.decoder;
  cache.buffers = Array.from({ length: 2 * layers }, () => new Float32Array(0));
  grow(cache, config, room);
  return cache;
}

/** The buffers as the language graph takes them. */
export function prefixFeeds(cache: KvCache, { decoder }: JanusConfig): Record<string, Tensor> {
  const dims = [cache.rows, decoder.kvHeads, cache.capacity, decoder.headSize];
  return Object.fromEntries(
    cache.buffers.map((buffer, i) => [
      `prefix_${i % 2 === 0 ? 'key' : 'value'}.${Math.floor(i / 2)}`,
      floatTensor(buffer, dims),
    ]),
  );
}

/**
 * Writes new positions behind those that are there.
 * @param tails key, value, key, value …, each [rows, kvHeads, count, headSize].
 */
export function append(
  cache: KvCache,
  config: JanusConfig,
  tails: readonly Float32Array[],
  count: number,
): void {
  const { kvHeads, headSize } = config.decoder;
  const needed = Math.ceil((cache.length + count + 1) / step) * step;
  if (needed > cache.capacity) grow(cache, config, needed);
  const stretch = count * headSize;
  for (const [i, tail] of tails.entries()) {
    const buffer = cache.buffers[i]!;
    for (let head = 0; head < cache.rows * kvHeads; head++) {
      const to = (head * cache.capacity + cache.length) * headSize;
      buffer.set(tail.subarray(head * stretch, (head + 1) * stretch), to);
    }
  }
  cache.length += count;
}

/**
 * A cache of its own that begins with what this one has read.
 * @param rows Which row of this cache each row of the new one continues.
 */
export function branch(cache: KvCache, config: JanusConfig, rows: readonly number[]): KvCache {
  const { kvHeads, headSize } = config.decoder;
  const next = emptyCache(config, rows.length, Math.ceil((cache.length + 1) / step) * step);
  const stretch = cache.length * headSize;
  for (const [i, from] of cache.buffers.entries()) {
    for (const [row, source] of rows.entries()) {
      for (let head = 0; head < kvHeads; head++) {
        const start = (source * kvHeads + head) * cache.capacity * headSize;
        const to = (row * kvHeads + head) * next.capacity * headSize;
        next.buffers[i]!.set(from.subarray(start, start + stretch), to);
      }
    }
  }
  next.length = cache.length;
  return next;
}

function grow(cache: KvCache, { decoder }: JanusConfig, capacity: number): void {
  const heads = cache.rows * decoder.kvHeads;
  const filled = cache.length * decoder.headSize;
  cache.buffers = cache.buffers.map((from) => {
    const to = new Float32Array(heads * capacity * decoder.headSize);
    for (let head = 0; head < heads; head++) {
      const start = head * cache.capacity * decoder.headSize;
      to.set(from.subarray(start, start + filled), head * capacity * decoder.headSize);
    }
    return to;
  });
  cache.capacity = capacity;
}
