import type { Graph, Wire } from '../onnx/graph.ts';
import {
  add,
  convolution,
  dimension,
  concat,
  matMul,
  matMulTransposed,
  multiply,
  reshape,
  silu,
  softmax,
  transpose,
} from '../onnx/ops.ts';
import { type Tensors, weightOf } from './parts.ts';

/** The pieces that the VQ encoder and decoder are made of (janus.md §3.5). x is [batch, channels, h, w]. */
export interface VqParts {
  readonly g: Graph;
  readonly tensors: Tensors;
  /** Path of the piece's tensors, as in `gen_vision_model.decoder.mid.0`. */
  readonly name: string;
}

const groups = 32;
const epsilon = 1e-6;

/** The piece one step further down both paths. */
export function piece({ g, tensors, name }: VqParts, step: string): VqParts {
  return { g: g.at(step), tensors, name: `${name}.${step}` };
}

/** A biased convolution, `size` × `size`, that keeps height and width. */
export function conv({ g, tensors, name }: VqParts, x: Wire, size: 1 | 3): Wire {
  const weight = weightOf(g, tensors, `${name}.weight`);
  const around = (size - 1) / 2;
  const pads = [around, around, around, around];
  return convolution(g, x, weight, weightOf(g, tensors, `${name}.bias`), { pads });
}

/** GroupNorm with 32 groups: statistics over whole maps, so no pixel is independent of another. */
export function groupNorm({ g, tensors, name }: VqParts, x: Wire, channels: number): Wire {
  const folded = reshape(g, x, [0, groups, -1]);
  const one = g.float32(new Float32Array(groups).fill(1));
  const zero = g.float32(new Float32Array(groups));
  const even = g.node('InstanceNormalization', [folded, one, zero], {
    epsilon: { float: epsilon },
  });
  const whole = g.node('Reshape', [even, g.node('Shape', [x])]);
  const scale = reshape(g.at('scale'), weightOf(g, tensors, `${name}.weight`), [channels, 1, 1]);
  const bias = reshape(g.at('bias'), weightOf(g, tensors, `${name}.bias`), [channels, 1, 1]);
  return add(g, multiply(g, whole, scale), bias);
}

// x ─ norm ─ swish ─ conv ─ norm ─ swish ─ conv ─ + ─▶
//  └──────── x, or a 1×1 conv when channels change ┘
/** A residual block. */
export function residual(at: VqParts, x: Wire, from: number, to: number): Wire {
  const first = silu(at.g, groupNorm(piece(at, 'norm1'), x, from));
  const middle = conv(piece(at, 'conv1'), first, 3);
  const second = silu(at.g, groupNorm(piece(at, 'norm2'), middle, to));
  const y = conv(piece(at, 'conv2'), second, 3);
  return add(at.g, from === to ? x : conv(piece(at, 'nin_shortcut'), x, 1), y);
}

/** Full attention over all positions of the map, one head, with a residual. */
export function selfAttention(at: VqParts, x: Wire, channels: number): Wire {
  const { g } = at;
  const norm = groupNorm(piece(at, 'norm'), x, channels);
  const flat = (part: string) =>
    reshape(g.at(part), conv(piece(at, part), norm, 1), [0, channels, -1]); // [batch, channels, n]
  const rows = (part: string) => transpose(g.at(part), flat(part), [0, 2, 1]); // [batch, n, channels]
  const weights = softmax(g, matMulTransposed(g, rows('q'), rows('k'), channels ** -0.5));
  const mixed = transpose(g, matMul(g, weights, rows('v')), [0, 2, 1]);
  const size = [dimension(g, x, 0), g.int64([channels]), dimension(g, x, 2), dimension(g, x, 3)];
  const map = g.node('Reshape', [mixed, concat(g, size, 0)]);
  return add(g, x, conv(piece(at, 'proj_out'), map, 1));
}

/** Residual, attention, residual: the middle of both halves. */
export function middle(at: VqParts, x: Wire, channels: number): Wire {
  const first = residual(piece(at, '0'), x, channels, channels);
  const second = selfAttention(piece(at, '1'), first, channels);
  return residual(piece(at, '2'), second, channels, channels);
}
