import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { add, concat, dimension, reshape } from '../onnx/ops.ts';

/** Below any logit, and no infinity: a row of nothing but these still has a softmax. */
export const never = -3.4e38;

/**
 * [length · group, past + length]: each new position sees the past, itself, and the new ones before it.
 * @param past int64 [1] @param length int64 [1]
 */
export function causalMask(g: Graph, { decoder }: JanusConfig, past: Wire, length: Wire): Wire {
  const columns = upTo(g, add(g, past, length));
  const rows = g.node('Unsqueeze', [add(g, past, upTo(g, length)), g.int64([1])]);
  const seen = g.node('LessOrEqual', [columns, rows]);
  const mask = g.node('Where', [seen, g.float32([0], []), g.float32([never], [])]);
  const group = decoder.heads / decoder.kvHeads;
  if (group === 1) return mask;
  const side = g.node('Tile', [mask, g.int64([1, group])]);
  return g.node('Reshape', [side, concat(g, [g.int64([-1]), dimension(g, columns, 0)], 0)]);
}

/** 0, 1, 2 … [count] @param count int64 [1] */
export function upTo(g: Graph, count: Wire): Wire {
  return g.node('Range', [g.int64([0], []), reshape(g, count, []), g.int64([1], [])]);
}

/** [0, rows, kvHeads, headSize]: a tail before its first position. */
export function noPositions(g: Graph, key: Wire): Wire {
  return g.node('Slice', [key, g.int64([0]), g.int64([0]), g.int64([0])]);
}
