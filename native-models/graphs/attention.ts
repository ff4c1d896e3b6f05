import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { add, batchMatMul, concat, reshape, softmax, transpose } from '../onnx/ops.ts';
import { maskOf, type Span } from './masks.ts';

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
 * New positions behind the prefix and the tail. The prefix is read where it lies, however long, and
 * only the tail grows; the softmax runs over both.
 *
 *     q ─┬─ · prefix keysᵀ ─┬─ + mask ─ softmax ─┬─ · prefix values ─┐
 *        └─ · tail keysᵀ ───┘                    └─ · tail values ── + ─▶
 *
 * The prefix has one position at least, though it may be masked: ONNX Runtime dies of products with
 * none. Tails are what was read since, one a layer.
 */
export function attendBehind(
  g: Graph,
  config: JanusConfig,
  prefix: readonly KeyValue[],
  tails: readonly KeyValue[],
  span: Span,
): Attend {
  const { heads, kvHeads, headSize } = config.decoder;
  const group = heads / kvHeads;
  const mask = maskOf(g.at('mask'), config, span);
  const lengths = concat(g, [span.prefix, add(g, span.tail, span.count)], 0);
  return (at, layer, projected) => {
    const before = prefix[layer]!;
    const key = concat(at.at('key'), [tails[layer]!.key, projected.key], 0);
    const value = concat(at.at('value'), [tails[layer]!.value, projected.value], 0);
    const query = headsFirst(at.at('query'), projected.query, kvHeads, group * headSize);
    const each = reshape(at.at('query'), query, [0, 0, -1, headSize]); // [rows, kvHeads, count · group, headSize]
    const toBefore = batchMatMul(at.at('prefix'), each, before.key, scoring);
    const toTail = batchMatMul(at.at('tail'), each, key, scoring);
    const weights = softmax(at, add(at, concat(at, [toBefore, toTail], 3), mask));
    const [ofBefore, ofTail] = at.nodes('Split', [weights, lengths], { axis: 3 }, 2);
    const mixed = add(
      at.at('mix'),
      batchMatMul(at.at('prefix'), ofBefore!, before.value, mixing),
      batchMatMul(at.at('tail'), ofTail!, value, mixing),
    );
    const join = at.at('join');
    const together = reshape(join, mixed, [0, 0, -1, group * headSize]);
    const y = reshape(join, transpose(join, together, [2, 0, 1, 3]), [0, 0, heads * headSize]);
    return { y, kept: { key, value } };
  };
}

/** [count, rows, kvHeads · size] → [rows, kvHeads, count, size]; of one position that moves nothing. */
function headsFirst(g: Graph, x: Wire, kvHeads: number, size: number): Wire {
  return transpose(g, reshape(g, x, [0, 0, kvHeads, size]), [1, 2, 0, 3]);
}
