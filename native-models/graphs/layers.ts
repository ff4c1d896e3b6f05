import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';
import {
  add,
  concat,
  dimension,
  matMul,
  matMulTransposed,
  multiply,
  reshape,
  rmsNorm,
  silu,
  softmax,
  transpose,
} from '../onnx/ops.ts';
import { type Tensors, weightOf } from './parts.ts';
import type { Storage } from './storage.ts';

/** Keys and values of one layer. Each [rows, kvHeads, length, headSize]. */
export interface KeyValue {
  readonly key: Wire;
  readonly value: Wire;
}

/** What is the same for every position that is read: where rotation tables and the prefix lie. */
export interface Surroundings {
  readonly config: JanusConfig;
  readonly tensors: Tensors;
  readonly storage: Storage;
  /** cos and sin, each [maxPositions, headSize / 2]. */
  readonly rotation: { readonly cosines: Wire; readonly sines: Wire };
  /** What was read before, in buffers with room to spare. One a layer. */
  readonly prefix: readonly KeyValue[];
  /** [capacity]: 0 where the prefix holds a position, a very negative number beyond. */
  readonly prefixMask: Wire;
  /** float32 [], > 0. */
  readonly temperature: Wire;
}

/** New positions on their way through the layers. */
export interface Reading {
  /** [rows, length, hidden] */
  readonly x: Wire;
  /** int64 [1]: position of the first of them. */
  readonly position: Wire;
  /** What was read since the prefix, one a layer. */
  readonly tails: readonly KeyValue[];
  /** [heads / kvHeads · length, tail + length]: 0 or very negative. Null when all may be seen. */
  readonly tailMask: Wire | null;
}

/**
 * The Llama-style transformer (janus.md §3.1), reading on behind a prefix.
 *
 * Keys and values come in two stretches, the prefix and the tail: the prefix is read where it
 * lies, however long, and only the tail grows. The softmax runs over both.
 * @returns x after the final norm, and the tails with the new positions.
 */
export function decoderLayers(g: Graph, around: Surroundings, reading: Reading) {
  const { config, tensors } = around;
  const { normEpsilon } = config.decoder;
  const lengths = stretchLengths(g.at('stretches'), around, reading);
  const tails: KeyValue[] = [];
  let { x } = reading;
  for (let i = 0; i < config.decoder.layers; i++) {
    const layer = g.at(`layers.${i}`);
    const name = `language_model.model.layers.${i}`;
    const norm = (y: Wire, part: string) =>
      rmsNorm(layer.at(part), y, weightOf(g, tensors, `${name}.${part}.weight`), normEpsilon);
    const attended = attention(layer.at('attention'), around, {
      ...reading,
      x: norm(x, 'input_layernorm'),
      name: `${name}.self_attn`,
      prefix: around.prefix[i]!,
      tail: reading.tails[i]!,
      lengths,
    });
    tails.push(attended.tail);
    x = add(layer, x, attended.y);
    const y = norm(x, 'post_attention_layernorm');
    x = add(layer, x, gatedMlp(layer.at('mlp'), around.storage, y, `${name}.mlp`));
  }
  const scale = weightOf(g, tensors, 'language_model.model.norm.weight');
  return { hidden: rmsNorm(g.at('norm'), x, scale, normEpsilon), tails };
}

/** int64 [2]: how many columns of the scores belong to the prefix, how many to the tail. */
function stretchLengths(g: Graph, { prefix }: Surroundings, { x, tails }: Reading): Wire {
  const tail = add(g, dimension(g, tails[0]!.key, 2), dimension(g, x, 1));
  return concat(g, [dimension(g, prefix[0]!.key, 2), tail], 0);
}

interface AttentionInput extends Reading {
  readonly name: string;
  readonly prefix: KeyValue;
  readonly tail: KeyValue;
  readonly lengths: Wire;
}

// x ─┬─ q ─ rotate ─┬─ · prefix keysᵀ + mask ─┐           ┌─ · prefix values ─┐
//    ├─ k ─ rotate ─┼─ tail ++ ─ · keysᵀ ─────┴─ softmax ─┴─ · tail values ── + ─ join ─ o
//    └─ v ──────────┴─ tail ++ ─────────────────────────────┘
function attention(g: Graph, around: Surroundings, input: AttentionInput) {
  const { heads, kvHeads, headSize } = around.config.decoder;
  const { x, name, position, prefix, tail, tailMask, lengths } = input;
  const split = (part: string, count: number) => {
    const at = g.at(part);
    const projected = around.storage.project(at, x, `${name}.${part}`);
    return transpose(at, reshape(at, projected, [0, 0, count, headSize]), [0, 2, 1, 3]);
  };
  const rotate = (part: string, wire: Wire) => {
    const inputs = [wire, position, around.rotation.cosines, around.rotation.sines];
    return g.at(part).node('com.microsoft:RotaryEmbedding', inputs, { interleaved: 0 });
  };
  const key = concat(g.at('key'), [tail.key, rotate('k_proj', split('k_proj', kvHeads))], 2);
  const value = concat(g.at('value'), [tail.value, split('v_proj', kvHeads)], 2);
  // The query heads that share a key head stand below each other: [rows, kvHeads, group · length, size].
  const query = rotate('q_proj', split('q_proj', heads));
  const grouped = heads === kvHeads ? query : reshape(g, query, [0, kvHeads, -1, headSize]);

  const scale = headSize ** -0.5;
  const before = matMulTransposed(g.at('prefix'), grouped, prefix.key, scale);
  const since = matMulTransposed(g.at('tail'), grouped, key, scale);
  const scores = [
    add(g.at('prefix'), before, around.prefixMask),
    tailMask === null ? since : add(g.at('tail'), since, tailMask),
  ];
  const weights = softmax(g, concat(g, scores, 3));
  const [toPrefix, toTail] = g.nodes('Split', [weights, lengths], { axis: 3 }, 2);
  const mixed = add(
    g,
    matMul(g.at('prefix'), toPrefix!, prefix.value),
    matMul(g.at('tail'), toTail!, value),
  );
  const ungrouped = heads === kvHeads ? mixed : reshape(g, mixed, [0, heads, -1, headSize]);
  const joined = reshape(g, transpose(g, ungrouped, [0, 2, 1, 3]), [0, 0, heads * headSize]);
  return {
    y: around.storage.project(g.at('o_proj'), joined, `${name}.o_proj`),
    tail: { key, value },
  };
}

// x ─┬─ gate ─ SiLU ─┐
//    └─ up ───────── · ─ down
function gatedMlp(g: Graph, storage: Storage, x: Wire, name: string): Wire {
  const part = (y: Wire, step: string) => storage.project(g.at(step), y, `${name}.${step}`);
  const gate = silu(g.at('gate_proj'), part(x, 'gate_proj'));
  return part(multiply(g, gate, part(x, 'up_proj')), 'down_proj');
}
