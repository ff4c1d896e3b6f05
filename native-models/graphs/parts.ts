import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { ModelFailure } from '../failure.ts';
import { gelu, layerNorm, linear } from '../onnx/ops.ts';
import { asFloat32 } from '../weights/stored.ts';

/** Finds a tensor of the checkpoint by its canonical (DeepSeek) name. */
export type Tensors = ReadonlyMap<string, LazyTensor>;

/**
 * A tensor by its canonical name.
 * @throws {ModelFailure} `bad-checkpoint` when the checkpoint does not have it.
 */
export function tensorOf(tensors: Tensors, name: string): LazyTensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw new ModelFailure(
    'bad-checkpoint',
    `Expected the checkpoint to hold ${name}, but it does not. Download the checkpoint again.`,
  );
}

/** A weight of the graph by its canonical name, as float32. */
export function weightOf(g: Graph, tensors: Tensors, name: string): Wire {
  return g.weight(asFloat32(tensorOf(tensors, name)));
}

/** A biased linear layer: `{name}.weight` [out, in] and `{name}.bias` [out]. */
export function biasedLinear(g: Graph, tensors: Tensors, x: Wire, name: string): Wire {
  const weight = weightOf(g, tensors, `${name}.weight`);
  return linear(g, x, weight, weightOf(g, tensors, `${name}.bias`));
}

/** A biased LayerNorm: `{name}.weight` and `{name}.bias`. */
export function biasedLayerNorm(
  g: Graph,
  tensors: Tensors,
  x: Wire,
  name: string,
  epsilon: number,
): Wire {
  const scale = weightOf(g, tensors, `${name}.weight`);
  return layerNorm(g, x, scale, weightOf(g, tensors, `${name}.bias`), epsilon);
}

/**
 * Linear ─ GELU ─ Linear ─ … with `depth` linear layers
 * (deepseek-ai/Janus `projector.py`, `mlp_gelu`: layers at even indices of a Sequential).
 */
export function mlpGelu(g: Graph, tensors: Tensors, x: Wire, name: string, depth: number): Wire {
  let y = biasedLinear(g.at('layers.0'), tensors, x, `${name}.layers.0`);
  for (let i = 1; i < depth; i++) {
    const layer = g.at(`layers.${i * 2}`);
    y = biasedLinear(layer, tensors, gelu(layer, y), `${name}.layers.${i * 2}`);
  }
  return y;
}
