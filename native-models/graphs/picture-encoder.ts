import { type JanusConfig, pictureSide } from '../checkpoint/config.ts';
import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import { Graph, type Wire } from '../onnx/graph.ts';
import { convolution, matMulTransposed, reshape, silu, transpose } from '../onnx/ops.ts';
import { normalizedRows } from '../weights/normalize.ts';
import { asFloat32 } from '../weights/stored.ts';
import { type Tensors, tensorOf, weightOf } from './parts.ts';
import { conv, groupNorm, middle, piece, residual, selfAttention, type VqParts } from './vq.ts';

/**
 * The VQ encoder (janus.md §3.5, Encode): pixels [pictures, 3, side, side] in -1..1 →
 * tokens int64 [pictures, grid²], row by row: the code whose direction is nearest.
 *
 * Both sides are compared by direction, as DeepSeek does; transformers leaves the normalisation
 * out here (§3.6). The position's own length does not change which code wins, so only the
 * codebook is scaled.
 */
export function pictureEncoderGraph(config: JanusConfig, tensors: Tensors): Graph {
  const { picture } = config;
  const g = new Graph();
  const side = pictureSide(config);
  const pixels = g.input('pixels', 'float32', ['pictures', 3, side, side]);
  const model: VqParts = { g, tensors, name: 'gen_vision_model' };

  const encoder = piece(model, 'encoder');
  const widths = picture.encoderMultipliers.map((m) => m * picture.baseChannels);
  let channels = picture.baseChannels;
  let x = conv(piece(encoder, 'conv_in'), pixels, 3);
  for (const [level, width] of widths.entries()) {
    const block = piece(encoder, `conv_blocks.${level}`);
    const last = level === widths.length - 1;
    for (let i = 0; i < picture.residualBlocks; i++) {
      x = residual(piece(block, `res.${i}`), x, channels, width);
      channels = width;
      if (last) x = selfAttention(piece(block, `attn.${i}`), x, channels);
    }
    if (!last) x = downsample(piece(block, 'downsample'), x);
  }
  x = middle(piece(encoder, 'mid'), x, channels);
  const even = silu(g, groupNorm(piece(encoder, 'norm_out'), x, channels));
  const latent = conv(piece(model, 'quant_conv'), conv(piece(encoder, 'conv_out'), even, 3), 1);

  const rows = transpose(g, reshape(g, latent, [0, picture.codeSize, -1]), [0, 2, 1]);
  const closeness = matMulTransposed(
    g,
    rows,
    g.weight(asFloat32(normalizedRows(codebookOf(tensors)))),
  );
  const tokens = g.node('ArgMax', [closeness], { axis: -1, keepdims: 0 });
  g.output(tokens, 'tokens', 'int64', ['pictures', picture.grid ** 2]);
  return g;
}

/** The VQ codebook [codebook, codeSize], as it lies in the checkpoint: its rows have any length. */
export function codebookOf(tensors: Tensors): LazyTensor {
  return tensorOf(tensors, 'gen_vision_model.quantize.embedding.weight');
}

/** Halves height and width: one column of zeros right, one row below, then a 3 × 3 at stride 2. */
function downsample(at: VqParts, x: Wire): Wire {
  const { g, tensors, name } = piece(at, 'conv');
  const weight = weightOf(g, tensors, `${name}.weight`);
  const bias = weightOf(g, tensors, `${name}.bias`);
  return convolution(g, x, weight, bias, { stride: 2, pads: [0, 0, 1, 1] });
}
