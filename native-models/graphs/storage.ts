import type { Graph, Wire } from '../onnx/graph.ts';
import { add, gather, linear } from '../onnx/ops.ts';
import { blockSize, quantize } from '../weights/quantize.ts';
import { asFloat16, asQuantized } from '../weights/stored.ts';
import { type Tensors, tensorOf, weightOf } from './parts.ts';

/** How the language model's matrices are stored, and so by what they are multiplied. */
export interface Storage {
  /** A linear layer: x [..., in] → [..., out], with its bias where the checkpoint has one. `name` without `.weight`. */
  readonly project: (g: Graph, x: Wire, name: string) => Wire;
  /** Rows of a table: ids [n] → float32 [n, size]. */
  readonly rows: (g: Graph, name: string, ids: Wire) => Wire;
}

/** What a model can be built as. The studio's graphs compute in float32 on the CPU whatever is stored. */
export const precisions = ['fp32', 'fp16', 'int8', 'int4'] as const;
export type Precision = (typeof precisions)[number];

/** The storage of a precision. */
export function storageOf(precision: Precision, tensors: Tensors): Storage {
  if (precision === 'fp32') return floats(tensors);
  if (precision === 'fp16') return halves(tensors);
  return quantized(tensors, precision === 'int4' ? 4 : 8);
}

function floats(tensors: Tensors): Storage {
  return {
    project: (g, x, name) => {
      const weight = weightOf(g, tensors, `${name}.weight`);
      return withBias(g, tensors, linear(g, x, weight), name);
    },
    rows: (g, name, ids) => gather(g, weightOf(g, tensors, name), ids),
  };
}

/** Matrices and tables as float16, computed with as float32; norms and biases stay float32. */
function halves(tensors: Tensors): Storage {
  return {
    project: (g, x, name) => {
      const weight = g.widenedWeight(asFloat16(tensorOf(tensors, `${name}.weight`)));
      return withBias(g, tensors, linear(g, x, weight), name);
    },
    rows: (g, name, ids) => halfRows(g, tensors, name, ids),
  };
}

/** Only the rows that are read are widened. */
function halfRows(g: Graph, tensors: Tensors, name: string, ids: Wire): Wire {
  const row = gather(g, g.weight(asFloat16(tensorOf(tensors, name))), ids);
  return g.node('Cast', [row], { to: 1 });
}

/**
 * Matrices whose error guidance or a long vocabulary would multiply stay at 8 bits: both heads,
 * and the aligner that every picture token passes (design: guidance multiplies logit error by 5).
 */
const tender = /^(gen_head|gen_aligner|language_model\.lm_head)/;

function quantized(tensors: Tensors, bits: 4 | 8): Storage {
  const plain = floats(tensors);
  return {
    project: (g, x, name) => {
      const tensor = tensorOf(tensors, `${name}.weight`);
      const [, columns = 0] = tensor.dims;
      // A matrix of a few columns has nothing to save.
      if (columns < blockSize) return plain.project(g, x, name);
      const matrix = quantize(tensor, tender.test(name) ? 8 : bits);
      const [packed, scales] = asQuantized(tensor.name, matrix);
      const product = g.node('com.microsoft:MatMulNBits', [x, g.weight(packed), g.weight(scales)], {
        K: matrix.columns,
        N: matrix.rows,
        bits: matrix.bits,
        block_size: blockSize,
        // Activations are rounded to int8: without it int8 is sixty times slower (cpu-bench.md §F).
        accuracy_level: 4,
      });
      return withBias(g, tensors, product, name);
    },
    rows: (g, name, ids) => halfRows(g, tensors, name, ids),
  };
}

function withBias(g: Graph, tensors: Tensors, product: Wire, name: string): Wire {
  const bias = `${name}.bias`;
  return tensors.has(bias) ? add(g, product, weightOf(g, tensors, bias)) : product;
}
