import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { add, concat, dimension, reshape } from '../onnx/ops.ts';

/** Below any logit, and no infinity: a row of nothing but these still has a softmax. */
export const never = -3.4e38;

/** How many positions there are of each kind. Each int64 [1]. */
export interface Span {
  /** Read before. */
  readonly past: Wire;
  /** Places in the prefix: past, or 1 where that is 0. */
  readonly prefix: Wire;
  /** Read since, in this run. */
  readonly tail: Wire;
  /** New. */
  readonly count: Wire;
}

/**
 * [count · group, prefix + tail + count]: 0 where a new position sees, very negative elsewhere. Each
 * sees the past, the tail, itself, and the new ones before it.
 */
export function maskOf(g: Graph, { decoder }: JanusConfig, span: Span): Wire {
  const before = upTo(g, span.prefix);
  const seenBefore = g.node('Less', [before, span.past]); // [prefix]
  const since = upTo(g, add(g, span.tail, span.count));
  const own = g.node('Unsqueeze', [add(g, span.tail, upTo(g, span.count)), g.int64([1])]);
  const seenSince = g.node('LessOrEqual', [since, own]); // [count, tail + count]
  const shape = concat(g, [span.count, span.prefix], 0);
  const seen = concat(g, [g.node('Expand', [seenBefore, shape]), seenSince], 1);
  const mask = g.node('Where', [seen, g.float32([0], []), g.float32([never], [])]);
  const group = decoder.heads / decoder.kvHeads;
  if (group === 1) return mask;
  const side = g.node('Tile', [mask, g.int64([1, group])]);
  return g.node('Reshape', [side, concat(g, [g.int64([-1]), dimension(g, mask, 1)], 0)]);
}

/** 0, 1, 2 … [count] @param count int64 [1] */
export function upTo(g: Graph, count: Wire): Wire {
  return g.node('Range', [g.int64([0], []), reshape(g, count, []), g.int64([1], [])]);
}

/** Positions [length] → [length, rows], alike for all rows. @param rows int64 [1] */
export function forAllRows(g: Graph, positions: Wire, rows: Wire): Wire {
  const column = g.node('Unsqueeze', [positions, g.int64([1])]);
  return g.node('Expand', [column, concat(g, [g.int64([1]), rows], 0)]);
}
