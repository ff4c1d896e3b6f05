import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { dimension } from '../onnx/ops.ts';

/** Below any logit, and no infinity: a row of nothing but these still has a softmax. */
export const never = -3.4e38;

/** [group · length, length]: each new position sees itself and the new ones before it. */
export function causalMask(g: Graph, { decoder }: JanusConfig, embeds: Wire): Wire {
  const length = g.node('Squeeze', [dimension(g, embeds, 1), g.int64([0])]);
  const columns = g.node('Range', [g.int64([0], []), length, g.int64([1], [])]);
  const rows = g.node('Unsqueeze', [columns, g.int64([1])]);
  const seen = g.node('LessOrEqual', [columns, rows]);
  const mask = g.node('Where', [seen, g.float32([0], []), g.float32([never], [])]);
  const group = decoder.heads / decoder.kvHeads;
  return group === 1 ? mask : g.node('Tile', [mask, g.int64([group, 1])]);
}

/** [capacity]: 0 for the first `past` positions, very negative for the room behind them. */
export function prefixMask(g: Graph, key: Wire, past: Wire): Wire {
  const capacity = g.node('Squeeze', [dimension(g, key, 2), g.int64([0])]);
  const columns = g.node('Range', [g.int64([0], []), capacity, g.int64([1], [])]);
  const filled = g.node('Less', [columns, past]);
  return g.node('Where', [filled, g.float32([0], []), g.float32([never], [])]);
}

/** [rows, kvHeads, 0, headSize]: a tail before its first position. */
export function noPositions(g: Graph, key: Wire): Wire {
  return g.node('Slice', [key, g.int64([0]), g.int64([0]), g.int64([2])]);
}
