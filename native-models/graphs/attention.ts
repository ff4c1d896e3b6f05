import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { add, batchMatMul, concat, dimension, reshape, softmax, transpose } from '../onnx/ops.ts';

/**
 * Keys and values of one layer. Each [length, rows, kvHeads, headSize]: positions first, so that
 * new ones are written behind the old ones, and however many there are lie in one piece.
 */
export interface KeyValue {
  readonly key: Wire;
  readonly value: Wire;
}

/** New positions as a layer projected and turned them. */
export interface Projected extends KeyValue {
  /** Already times headSize^-½. [length, rows, heads · headSize] */
  readonly query: Wire;
}

/**
 * How new positions see old ones and each other, in one layer.
 * @returns y: what each position saw [length, rows, heads · headSize]. kept: what is to be kept
 * beside the prefix.
 */
export type Attend = (
  g: Graph,
  layer: number,
  projected: Projected,
) => { readonly y: Wire; readonly kept: KeyValue };

const scoring = { transB: 1, transBatchB: 1 } as const;
const mixing = { transBatchB: 1 } as const;

/**
 * Many positions behind the prefix, which is joined with them: a copy that reading many pays.
 *
 *     q ─────────────────── · keysᵀ ─ + mask ─ softmax ─ · values ─▶
 *     prefix ++ (k, v) ─────┘───────────────────────────┘
 *
 * @param mask [length · heads / kvHeads, prefix + length]: 0 or very negative.
 */
export function attendMany(
  { decoder }: JanusConfig,
  prefix: readonly KeyValue[],
  mask: Wire,
): Attend {
  const { heads, kvHeads, headSize } = decoder;
  const group = heads / kvHeads;
  return (g, layer, { query, key, value }) => {
    const keys = concat(g.at('key'), [prefix[layer]!.key, key], 0);
    const values = concat(g.at('value'), [prefix[layer]!.value, value], 0);
    // The query heads that share a key head stand below each other.
    const apart = reshape(g.at('query'), query, [0, 0, kvHeads, group * headSize]);
    const turned = transpose(g.at('query'), apart, [1, 2, 0, 3]);
    const rows = reshape(g.at('query'), turned, [0, 0, -1, headSize]); // [rows, kvHeads, length · group, headSize]
    const scores = add(g, batchMatMul(g, rows, keys, scoring), mask);
    const mixed = batchMatMul(g.at('mix'), softmax(g, scores), values, mixing);
    const together = reshape(g, mixed, [0, 0, -1, group * headSize]);
    const back = transpose(g, together, [2, 0, 1, 3]);
    return { y: reshape(g.at('join'), back, [0, 0, heads * headSize]), kept: { key, value } };
  };
}

/**
 * One position behind the prefix and the tail. The prefix is read where it lies, however long, and
 * only the tail grows; the softmax runs over both.
 *
 *     q ─┬─ · prefix keysᵀ ─┬─ softmax ─┬─ · prefix values ─┐
 *        └─ · tail keysᵀ ───┘           └─ · tail values ── + ─▶
 *
 * The prefix has one position at least: ONNX Runtime dies of products with none. Tails are what was
 * read since, one a layer.
 */
export function attendOne(
  g: Graph,
  { decoder }: JanusConfig,
  prefix: readonly KeyValue[],
  tails: readonly KeyValue[],
): Attend {
  const { heads, kvHeads, headSize } = decoder;
  const tail = add(g, dimension(g, tails[0]!.key, 0), g.int64([1]));
  const lengths = concat(g, [dimension(g, prefix[0]!.key, 0), tail], 0);
  return (at, layer, projected) => {
    const before = prefix[layer]!;
    const key = concat(at.at('key'), [tails[layer]!.key, projected.key], 0);
    const value = concat(at.at('value'), [tails[layer]!.value, projected.value], 0);
    const query = reshape(at, projected.query, [-1, kvHeads, heads / kvHeads, headSize]);
    const toBefore = batchMatMul(at.at('prefix'), query, before.key, scoring);
    const toTail = batchMatMul(at.at('tail'), query, key, scoring);
    const weights = softmax(at, concat(at, [toBefore, toTail], 3));
    const [ofBefore, ofTail] = at.nodes('Split', [weights, lengths], { axis: 3 }, 2);
    const mixed = add(
      at,
      batchMatMul(at.at('prefix'), ofBefore!, before.value, mixing),
      batchMatMul(at.at('tail'), ofTail!, value, mixing),
    );
    return { y: reshape(at.at('join'), mixed, [1, -1, heads * headSize]), kept: { key, value } };
  };
}
