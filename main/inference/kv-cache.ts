import type { JanusConfig } from '../../native-models/manifest.ts';
import { floatTensor, idTensor, type Tensor } from './session.ts';

/**
 * Keys and values of all positions read so far, one position behind the other, in buffers with
 * room to spare: the model reads what is filled where it lies, new positions are written behind
 * it, and taking positions back is forgetting how long it was.
 */
export interface KvCache {
  readonly rows: number;
  /** Positions read. */
  length: number;
  /** Positions there is room for. */
  capacity: number;
  /** key, value, key, value …, two a layer, each [capacity, rows, kvHeads, headSize]. */
  buffers: Float32Array[];
}

/** Room grows by this many positions, so that growing, which copies, is rare. */
const step = 256;

/** Nothing read yet. @param room Positions that are expected; more may come. */
export function emptyCache(config: JanusConfig, rows: number, room: number): KvCache {
  const { layers } = config.decoder;
  const buffers = Array.from({ length: 2 * layers }, () => {
    return new Float32Array(room * rows * positionSize(config));
  });
  return { rows, length: 0, capacity: room, buffers };
}

/** What a position takes in all layers. */
export function bytesAPosition(config: JanusConfig, rows: number): number {
  return 2 * config.decoder.layers * rows * positionSize(config) * 4;
}

/**
 * What is filled, as the language graph takes it: past, and [length, rows, kvHeads, headSize] each.
 * Before anything is read, one place of zeros stands for it, which nobody sees.
 */
export function prefixFeeds(
  { rows, length, buffers }: KvCache,
  config: JanusConfig,
): Record<string, Tensor> {
  const { kvHeads, headSize } = config.decoder;
  const filled = length * rows * positionSize(config);
  const nothing = new Float32Array(length === 0 ? rows * positionSize(config) : 0);
  const prefix = buffers.map((buffer, i): [string, Tensor] => [
    `prefix_${i % 2 === 0 ? 'key' : 'value'}.${Math.floor(i / 2)}`,
    length === 0
      ? floatTensor(nothing, [1, rows, kvHeads, headSize])
      : floatTensor(buffer.subarray(0, filled), [length, rows, kvHeads, headSize]),
  ]);
  return { past: idTensor([length], [1]), ...Object.fromEntries(prefix) };
}

/**
 * Writes new positions behind those that are there.
 * @param tails key, value, key, value …, each [count, rows, kvHeads, headSize].
 */
export function append(
  cache: KvCache,
  config: JanusConfig,
  tails: readonly Float32Array[],
  count: number,
): void {
  const stride = cache.rows * positionSize(config);
  const start = cache.length * stride;
  if (cache.length + count > cache.capacity) {
    cache.capacity = Math.ceil((cache.length + count) / step) * step;
    cache.buffers = cache.buffers.map((from) => {
      const to = new Float32Array(cache.capacity * stride);
      to.set(from.subarray(0, start));
      return to;
    });
  }
  for (const [i, tail] of tails.entries()) cache.buffers[i]!.set(tail, start);
  cache.length += count;
}

/**
 * A cache of its own that begins with what this one has read.
 * @param rows Which row of this cache each row of the new one continues.
 * @param room Positions that it is expected to hold in the end.
 */
export function branch(
  cache: KvCache,
  config: JanusConfig,
  rows: readonly number[],
  room: number,
): KvCache {
  const size = positionSize(config);
  const next = emptyCache(config, rows.length, Math.max(room, cache.length));
  for (const [i, from] of cache.buffers.entries()) {
    const to = next.buffers[i]!;
    for (let position = 0; position < cache.length; position++) {
      for (const [row, source] of rows.entries()) {
        const start = (position * cache.rows + source) * size;
        to.set(from.subarray(start, start + size), (position * rows.length + row) * size);
      }
    }
  }
  next.length = cache.length;
  return next;
}

/** Numbers of one position of one row, in one layer's keys. */
function positionSize({ decoder }: JanusConfig): number {
  return decoder.kvHeads * decoder.headSize;
}
