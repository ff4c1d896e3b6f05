import type { Graph, Wire } from './graph.ts';

/** Elementwise sum; shapes broadcast. */
export const add = (g: Graph, a: Wire, b: Wire): Wire => g.node('Add', [a, b]);

/** Elementwise product; shapes broadcast. */
export const multiply = (g: Graph, a: Wire, b: Wire): Wire => g.node('Mul', [a, b]);

/** [..., n, k] × [..., k, m] → [..., n, m] */
export const matMul = (g: Graph, a: Wire, b: Wire): Wire => g.node('MatMul', [a, b]);

/** α · a × bᵀ: [..., n, k] × [..., m, k] → [..., n, m] */
export function matMulTransposed(g: Graph, a: Wire, b: Wire, alpha = 1): Wire {
  return g.node('com.microsoft:FusedMatMul', [a, b], { transB: 1, alpha: { float: alpha } });
}

/** Which way the operands of `batchMatMul` lie; 1 where it is not the plain one. */
interface Transposed {
  /** b is [..., m, k]. */
  readonly transB?: 1;
  /** b's first axis stands behind its batch axes: [k, ..., m], or with transB [m, ..., k]. */
  readonly transBatchB?: 1;
}

/**
 * a × b: [batch..., n, k] × [batch..., k, m] → [batch..., n, m]; b is read where it lies, whichever
 * way that is. No factor: with one, ONNX Runtime copies b before it multiplies a single row.
 */
export function batchMatMul(g: Graph, a: Wire, b: Wire, transposed: Transposed): Wire {
  return g.node('com.microsoft:FusedMatMul', [a, b], { ...transposed, alpha: { float: 1 } });
}

/** A linear layer as PyTorch stores it: x [..., in], weight [out, in], bias [out] → [..., out] */
export function linear(g: Graph, x: Wire, weight: Wire, bias?: Wire): Wire {
  const product = matMulTransposed(g, x, weight);
  return bias === undefined ? product : add(g, product, bias);
}

/** 0 keeps a dimension, one -1 takes what is left. */
export function reshape(g: Graph, x: Wire, dims: readonly number[]): Wire {
  return g.node('Reshape', [x, g.int64(dims)]);
}

/** Output axis i is input axis order[i]. */
export const transpose = (g: Graph, x: Wire, order: readonly number[]): Wire =>
  g.node('Transpose', [x], { perm: order });

/** Joins along one axis. */
export const concat = (g: Graph, wires: readonly Wire[], axis: number): Wire =>
  g.node('Concat', wires, { axis });

/** Probabilities along the last axis. */
export const softmax = (g: Graph, x: Wire): Wire => g.node('Softmax', [x], { axis: -1 });

/** x · σ(x): SiLU, which the VQ paper's code calls swish. */
export const silu = (g: Graph, x: Wire): Wire => multiply(g, x, g.node('Sigmoid', [x]));

/** The exact GELU, with erf: Janus has it everywhere (deepseek-ai/Janus, `nn.GELU()`). */
export const gelu = (g: Graph, x: Wire): Wire => g.node('Gelu', [x], { approximate: 'none' });

/** RMSNorm over the last axis: x / √(mean(x²) + ε) · scale. */
export function rmsNorm(g: Graph, x: Wire, scale: Wire, epsilon: number): Wire {
  const attributes = { axis: -1, epsilon: { float: epsilon }, stash_type: 1 };
  return g.node('SimplifiedLayerNormalization', [x, scale], attributes);
}

/** a + b, and its RMSNorm. Shapes are equal, two or three axes. */
export function rmsNormOfSum(g: Graph, a: Wire, b: Wire, scale: Wire, epsilon: number) {
  const inputs = [a, b, scale];
  const attributes = { epsilon: { float: epsilon } };
  const op = 'com.microsoft:SkipSimplifiedLayerNormalization';
  // Between them stand mean and deviation, which only training asks for.
  const [norm, , , sum] = g.nodes(op, inputs, attributes, 4);
  return { norm: norm!, sum: sum! };
}

/** LayerNorm over the last axis. */
export function layerNorm(g: Graph, x: Wire, scale: Wire, bias: Wire, epsilon: number): Wire {
  return g.node('LayerNormalization', [x, scale, bias], {
    axis: -1,
    epsilon: { float: epsilon },
  });
}

/** Rows of a table: table [n, size], ids [...] → [..., size] */
export const gather = (g: Graph, table: Wire, ids: Wire): Wire =>
  g.node('Gather', [table, ids], { axis: 0 });

/** One dimension of a value as a vector of one int64. */
export function dimension(g: Graph, x: Wire, axis: number): Wire {
  return g.node('Shape', [x], { start: axis, end: axis + 1 });
}

/** 2-D convolution, x [batch, in, height, width]. Pads: top, left, bottom, right. */
export function convolution(
  g: Graph,
  x: Wire,
  weight: Wire,
  bias: Wire,
  { stride = 1, pads = [0, 0, 0, 0] }: { stride?: number; pads?: readonly number[] } = {},
): Wire {
  return g.node('Conv', [x, weight, bias], { strides: [stride, stride], pads });
}

/**
 * The largest of each row, of equal ones the first: x [n, choices] → int64 [n]. n may be 0: of no
 * rows ArgMax gives as many columns as went in, so that the first is cut out.
 */
export function likeliest(g: Graph, x: Wire): Wire {
  const column = g.node('ArgMax', [x], { axis: -1, keepdims: 1 });
  const axis = g.int64([1]);
  return g.node('Squeeze', [g.node('Slice', [column, g.int64([0]), g.int64([1]), axis]), axis]);
}
