import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph, type Wire } from '../onnx/graph.ts';
import {
  add,
  concat,
  dimension,
  linear,
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

/** What every layer shares: the turn of each position, and which keys a position may see. */
interface Positions {
  /** [1]: the number of positions already in the cache. */
  readonly past: Wire;
  readonly cosines: Wire;
  readonly sines: Wire;
  /** [length, past + length]: 0 where a key may be seen, a very negative number elsewhere. */
  readonly mask: Wire;
}

/**
 * The Llama-style transformer (janus.md §3.1).
 *
 * embeds [rows, length, hidden], past_{key,value}.{i} [rows, kvHeads, past, headSize] →
 * hidden [rows, length, hidden] after the final norm, {key,value}.{i} [rows, kvHeads, past + length, headSize].
 *
 * The rows have one length and one past; every row sees all of its own past, and nothing masks
 * padding, as the published drawing loop has it (janus.md §1).
 */
export function decoderGraph(config: JanusConfig, tensors: Tensors): Graph {
  const { decoder } = config;
  const g = new Graph();
  const embeds = g.input('embeds', 'float32', ['rows', 'length', decoder.hidden]);
  // The past has no name: a shared name would make ONNX Runtime reuse buffers of the wrong size.
  const cache = ['rows', decoder.kvHeads, null, decoder.headSize];
  const pasts = Array.from({ length: decoder.layers }, (_, i) => ({
    key: g.input(`past_key.${i}`, 'float32', cache),
    value: g.input(`past_value.${i}`, 'float32', cache),
  }));
  const positions = positionsOf(g.at('positions'), config, embeds, pasts[0]!.key);

  let x = embeds;
  for (const [i, past] of pasts.entries()) {
    const layer = g.at(`layers.${i}`);
    const name = `language_model.model.layers.${i}`;
    const norm = (y: Wire, part: string) =>
      rmsNorm(layer, y, weightOf(g, tensors, `${name}.${part}.weight`), decoder.normEpsilon);
    const attended = attention(layer.at('attention'), config, tensors, {
      x: norm(x, 'input_layernorm'),
      name: `${name}.self_attn`,
      past,
      positions,
    });
    g.output(attended.key, `key.${i}`, 'float32', cache);
    g.output(attended.value, `value.${i}`, 'float32', cache);
    x = add(layer, x, attended.y);
    const y = norm(x, 'post_attention_layernorm');
    x = add(layer, x, gatedMlp(layer.at('mlp'), tensors, y, `${name}.mlp`));
  }
  const scale = weightOf(g, tensors, 'language_model.model.norm.weight');
  const hidden = rmsNorm(g.at('norm'), x, scale, decoder.normEpsilon);
  g.output(hidden, 'hidden', 'float32', ['rows', 'length', decoder.hidden]);
  return g;
}

function positionsOf(g: Graph, { decoder }: JanusConfig, embeds: Wire, pastKey: Wire): Positions {
  const half = decoder.headSize / 2;
  // Rounded to float32 where the reference rounds (transformers `LlamaRotaryEmbedding.forward`).
  const angles = (of: (angle: number) => number) =>
    Float32Array.from({ length: decoder.maxPositions * half }, (_, i) => {
      const frequency = Math.fround(decoder.ropeTheta ** (-(i % half) / half));
      return of(Math.fround(Math.floor(i / half) * frequency));
    });
  const table = [decoder.maxPositions, half];
  const past = dimension(g, pastKey, 2);
  const total = add(g, past, dimension(g, embeds, 1));
  // A position sees the keys up to itself:  key ≤ query.
  const range = (from: Wire, to: Wire) => {
    const scalar = (wire: Wire) => g.node('Squeeze', [wire, g.int64([0])]);
    return g.node('Range', [scalar(from), scalar(to), g.int64([1], [])]);
  };
  const keys = range(g.int64([0]), total); // [past + length]
  const queries = g.node('Unsqueeze', [range(past, total), g.int64([1])]); // [length, 1]
  const seen = g.node('LessOrEqual', [keys, queries]); // [length, past + length]
  const mask = g.node('Where', [seen, g.float32([0], []), g.float32([-3.4e38], [])]);
  return {
    past,
    cosines: g.float32(angles(Math.cos), table),
    sines: g.float32(angles(Math.sin), table),
    mask,
  };
}

interface AttentionInput {
  readonly x: Wire;
  readonly name: string;
  readonly past: { readonly key: Wire; readonly value: Wire };
  readonly positions: Positions;
}

// x ─┬─ q ─ heads ─ rotate ──────────────┐
//    ├─ k ─ heads ─ rotate ─ past ++ ─ q·kᵀ/√d ─ + mask ─ softmax ─┐
//    └─ v ─ heads ─────────── past ++ ───────────────────────── · v ─ join ─ o
function attention(
  g: Graph,
  { decoder }: JanusConfig,
  tensors: Tensors,
  { x, name, past, positions }: AttentionInput,
): { y: Wire; key: Wire; value: Wire } {
  const heads = (part: string, count: number) => {
    const projected = linear(g.at(part), x, weightOf(g, tensors, `${name}.${part}.weight`));
    const split = reshape(g.at(part), projected, [0, 0, count, decoder.headSize]);
    return transpose(g.at(part), split, [0, 2, 1, 3]); // [rows, count, length, headSize]
  };
  const rotate = (part: string, wire: Wire) => {
    const inputs = [wire, positions.past, positions.cosines, positions.sines];
    return g.at(part).node('com.microsoft:RotaryEmbedding', inputs, { interleaved: 0 });
  };
  const query = rotate('q_proj', heads('q_proj', decoder.heads));
  const newKey = rotate('k_proj', heads('k_proj', decoder.kvHeads));
  const key = concat(g.at('k_proj'), [past.key, newKey], 2);
  const value = concat(g.at('v_proj'), [past.value, heads('v_proj', decoder.kvHeads)], 2);

  const group = decoder.heads / decoder.kvHeads;
  const keys = repeatHeads(g.at('k_proj'), key, decoder.heads, group);
  const values = repeatHeads(g.at('v_proj'), value, decoder.heads, group);
  const scores = matMulTransposed(g, query, keys, decoder.headSize ** -0.5);
  const weights = softmax(g, add(g, scores, positions.mask)); // [rows, heads, length, past + length]
  const mixed = transpose(g, matMul(g, weights, values), [0, 2, 1, 3]);
  const joined = reshape(g, mixed, [0, 0, decoder.heads * decoder.headSize]);
  const o = weightOf(g, tensors, `${name}.o_proj.weight`);
  return { y: linear(g.at('o_proj'), joined, o), key, value };
}

/** [rows, heads / group, n, d] → [rows, heads, n, d]: each head serves `group` query heads in turn. */
function repeatHeads(g: Graph, x: Wire, heads: number, group: number): Wire {
  if (group === 1) return x;
  const wide = g.node('Unsqueeze', [x, g.int64([2])]);
  const repeated = concat(g, new Array<Wire>(group).fill(wide), 2);
  const dims = [dimension(g, x, 0), g.int64([heads]), dimension(g, x, 2), dimension(g, x, 3)];
  return g.node('Reshape', [repeated, concat(g, dims, 0)]);
}

// x ─┬─ gate ─ SiLU ─┐
//    └─ up ───────── · ─ down
function gatedMlp(g: Graph, tensors: Tensors, x: Wire, name: string): Wire {
  const project = (y: Wire, part: string) =>
    linear(g.at(part), y, weightOf(g, tensors, `${name}.${part}.weight`));
  const gate = silu(g.at('gate_proj'), project(x, 'gate_proj'));
  return project(multiply(g, gate, project(x, 'up_proj')), 'down_proj');
}
