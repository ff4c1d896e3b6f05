import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph, type Wire } from '../onnx/graph.ts';
import { gather, silu, transpose } from '../onnx/ops.ts';
import { normalizedRows } from '../weights/normalize.ts';
import { asFloat32 } from '../weights/stored.ts';
import { codebookOf } from './picture-encoder.ts';
import type { Tensors } from './parts.ts';
import { conv, groupNorm, middle, piece, residual, selfAttention, type VqParts } from './vq.ts';

/**
 * The VQ decoder (janus.md §3.5, Decode): tokens int64 [pictures, rows, columns] →
 * pixels [pictures, 3, rows · patch, columns · patch] around -1..1, not clipped.
 * Any number of rows: the rows of an unfinished picture decode too, though not to what they
 * will be in the end (§1b: the decoder is not local).
 */
export function pictureDecoderGraph(config: JanusConfig, tensors: Tensors): Graph {
  const { picture } = config;
  const g = new Graph();
  const tokens = g.input('tokens', 'int64', ['pictures', null, null]);
  const codes = gather(g, g.weight(asFloat32(normalizedRows(codebookOf(tensors)))), tokens);
  const model: VqParts = { g, tensors, name: 'gen_vision_model' };
  const latent = conv(piece(model, 'post_quant_conv'), transpose(g, codes, [0, 3, 1, 2]), 1);

  const decoder = piece(model, 'decoder');
  const widths = picture.decoderMultipliers.map((m) => m * picture.baseChannels).reverse();
  let channels = widths[0]!;
  let x = middle(piece(decoder, 'mid'), conv(piece(decoder, 'conv_in'), latent, 3), channels);
  for (const [level, width] of widths.entries()) {
    const block = piece(decoder, `conv_blocks.${level}`);
    for (let i = 0; i <= picture.residualBlocks; i++) {
      x = residual(piece(block, `res.${i}`), x, channels, width);
      channels = width;
      if (level === 0) x = selfAttention(piece(block, `attn.${i}`), x, channels);
    }
    if (level < widths.length - 1) x = upsample(piece(block, 'upsample'), x);
  }
  const even = silu(g, groupNorm(piece(decoder, 'norm_out'), x, channels));
  const pixels = conv(piece(decoder, 'conv_out'), even, 3);
  g.output(pixels, 'pixels', 'float32', ['pictures', 3, null, null]);
  return g;
}

/** Each pixel becomes 2 × 2, then a convolution smooths. */
function upsample(at: VqParts, x: Wire): Wire {
  const nothing = { name: '' };
  const twice = at.g.node('Resize', [x, nothing, at.g.float32([1, 1, 2, 2])], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
  return conv(piece(at, 'conv'), twice, 3);
}
