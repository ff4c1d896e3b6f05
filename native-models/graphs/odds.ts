import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { multiply } from '../onnx/ops.ts';

/** Codes told of each picture token: the likeliest. */
export const shown = 8;

/** ln softmax(logits) of one choice a row: logits [n, choices], token int64 [n] → [n]. */
export function logProbability(g: Graph, logits: Wire, token: Wire): Wire {
  return chosen(g, g.node('LogSoftmax', [logits], { axis: -1 }), token);
}

/**
 * Of softmax(logits): log-probability of the token [n], entropy [n], likeliest codes int64 [n, 8].
 * @param some bool []: n is not 0. ONNX Runtime dies of the TopK of no rows.
 */
export function odds(g: Graph, logits: Wire, token: Wire, some: Wire): TypedWire[] {
  const logs = g.node('LogSoftmax', [logits], { axis: -1 });
  const weighted = multiply(g, g.node('Exp', [logs]), logs);
  const sum = g.node('ReduceSum', [weighted, g.int64([1])], { keepdims: 0 });
  const likeliest = g.branch(
    some,
    'int64',
    (then) => then.nodes('TopK', [logs, then.int64([shown])], { axis: -1 }, 2)[1]!,
    (otherwise) => otherwise.node('Identity', [otherwise.int64([], [0, shown])]),
  );
  return [
    { wire: chosen(g, logs, token), type: 'float32' },
    { wire: g.node('Neg', [sum]), type: 'float32' },
    { wire: likeliest, type: 'int64' },
  ];
}

function chosen(g: Graph, logs: Wire, token: Wire): Wire {
  const column = g.node('Unsqueeze', [token, g.int64([1])]);
  const own = g.node('GatherElements', [logs, column], { axis: 1 });
  return g.node('Squeeze', [own, g.int64([1])]);
}
