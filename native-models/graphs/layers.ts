import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import { multiply, reshape, rmsNorm, rmsNormOfSum, silu } from '../onnx/ops.ts';
import type { Attend, KeyValue, Projected } from './attention.ts';
import { type Tensors, weightOf } from './parts.ts';
import type { Rotation } from './rotation.ts';
import type { Storage } from './storage.ts';

/** What is the same for every position that is read: where rotation tables and the prefix lie. */
export interface Surroundings {
  readonly config: JanusConfig;
  readonly tensors: Tensors;
  readonly storage: Storage;
  readonly rotation: Rotation;
  /** What was read before. One a layer. */
  readonly prefix: readonly KeyValue[];
  /** float32 [], > 0. */
  readonly temperature: Wire;
}

/** New positions on their way through the layers. */
export interface Reading {
  /** [length, rows, hidden] */
  readonly x: Wire;
  /** int64 [length, rows]: where each of them stands. */
  readonly positions: Wire;
  readonly attend: Attend;
}

/**
 * The Llama-style transformer (janus.md §3.1), reading on behind a prefix.
 * @returns hidden: x after the final norm, and for each layer what `attend` keeps.
 */
export function decoderLayers(g: Graph, around: Surroundings, reading: Reading) {
  const { config, tensors } = around;
  const { layers, normEpsilon } = config.decoder;
  const scaleOf = (name: string) => weightOf(g, tensors, `language_model.model.${name}.weight`);
  const add = (at: Graph, x: Wire, y: Wire, name: string) =>
    rmsNormOfSum(at, x, y, scaleOf(name), normEpsilon);
  const kept: KeyValue[] = [];
  let { x } = reading;
  let norm = rmsNorm(g.at('input_layernorm'), x, scaleOf('layers.0.input_layernorm'), normEpsilon);
  for (let i = 0; i < layers; i++) {
    const layer = g.at(`layers.${i}`);
    const name = `language_model.model.layers.${i}`;
    const attended = attention(layer.at('attention'), around, { ...reading, x: norm }, i);
    kept.push(attended.kept);
    const halfway = add(layer, x, attended.y, `layers.${i}.post_attention_layernorm`);
    const y = gatedMlp(layer.at('mlp'), around.storage, halfway.norm, `${name}.mlp`);
    const next = i + 1 < layers ? `layers.${i + 1}.input_layernorm` : 'norm';
    ({ sum: x, norm } = add(layer.at('next'), halfway.sum, y, next));
  }
  return { hidden: norm, kept };
}

// x ─┬─ q ─ rotate ─┐
//    ├─ k ─ rotate ─┼─ attend ─ o
//    └─ v ──────────┘
function attention(g: Graph, around: Surroundings, reading: Reading, layer: number) {
  const { x, positions, attend } = reading;
  const name = `language_model.model.layers.${layer}.self_attn`;
  const projected = project(g, around, x, positions, name);
  const { y, kept } = attend(g, layer, projected);
  return { y: around.storage.project(g.at('o_proj'), y, `${name}.o_proj`), kept };
}

function project(
  g: Graph,
  { config, storage, rotation }: Surroundings,
  x: Wire,
  positions: Wire,
  name: string,
): Projected {
  const { kvHeads, headSize } = config.decoder;
  const part = (step: string) => storage.project(g.at(step), x, `${name}.${step}`);
  const rotate = (step: string, { cosines, sines }: Rotation['keys']) => {
    const inputs = [part(step), positions, cosines, sines];
    return g.at(step).node('com.microsoft:RotaryEmbedding', inputs, { interleaved: 0 });
  };
  const inHeads = (y: Wire) => reshape(g, y, [0, 0, kvHeads, headSize]);
  return {
    query: rotate('q_proj', rotation.queries),
    key: inHeads(rotate('k_proj', rotation.keys)),
    value: inHeads(part('v_proj')),
  };
}

// x ─┬─ gate ─ SiLU ─┐
//    └─ up ───────── · ─ down
function gatedMlp(g: Graph, storage: Storage, x: Wire, name: string): Wire {
  const part = (y: Wire, step: string) => storage.project(g.at(step), y, `${name}.${step}`);
  const gate = silu(g.at('gate_proj'), part(x, 'gate_proj'));
  return part(multiply(g, gate, part(x, 'up_proj')), 'down_proj');
}
