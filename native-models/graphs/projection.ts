import type { Graph, Wire } from '../onnx/graph.ts';
import { linear } from '../onnx/ops.ts';
import { type Tensors, weightOf } from './parts.ts';

/** A linear layer of the language model, whatever its weights are stored as. `name` without `.weight`. */
export type Project = (g: Graph, x: Wire, name: string) => Wire;

/** Weights as float32. A `{name}.bias` is added where the checkpoint has one. */
export function floatProjection(tensors: Tensors): Project {
  return (g, x, name) => {
    const bias = tensors.has(`${name}.bias`) ? weightOf(g, tensors, `${name}.bias`) : undefined;
    return linear(g, x, weightOf(g, tensors, `${name}.weight`), bias);
  };
}
