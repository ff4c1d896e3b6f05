import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph, type Wire } from '../onnx/graph.ts';
import {
  add,
  convolution,
  gelu,
  matMul,
  matMulTransposed,
  reshape,
  softmax,
  transpose,
} from '../onnx/ops.ts';
import { biasedLayerNorm, biasedLinear, mlpGelu, type Tensors, weightOf } from './parts.ts';

/**
 * The SigLIP tower and its aligner (janus.md §3.2, §3.3): every block, then the final norm.
 *
 * pixels [images, 3, side, side] in -1..1 → embeds [images, (side / patch)², hidden].
 */
export function visionEncoderGraph(config: JanusConfig, tensors: Tensors): Graph {
  const { vision } = config;
  const g = new Graph();
  const { imageSize: side } = vision;
  const pixels = g.input('pixels', 'float32', ['images', 3, side, side]);
  const tower = 'vision_model.vision_tower';
  const patches = (side / vision.patchSize) ** 2;

  const embed = g.at('patch_embed');
  const weight = weightOf(g, tensors, `${tower}.patch_embed.proj.weight`);
  const bias = weightOf(g, tensors, `${tower}.patch_embed.proj.bias`);
  const mapped = convolution(embed, pixels, weight, bias, { stride: vision.patchSize });
  const rows = transpose(embed, reshape(embed, mapped, [0, vision.width, patches]), [0, 2, 1]);
  let x = add(embed, rows, weightOf(g, tensors, `${tower}.pos_embed`)); // [images, patches, width]

  for (let i = 0; i < vision.layers; i++) {
    const block = g.at(`blocks.${i}`);
    const name = `${tower}.blocks.${i}`;
    const norm = (y: Wire, part: string) =>
      biasedLayerNorm(block.at(part), tensors, y, `${name}.${part}`, vision.normEpsilon);
    x = add(
      block,
      x,
      attention(block.at('attn'), config, tensors, norm(x, 'norm1'), `${name}.attn`),
    );
    const wide = gelu(
      block,
      biasedLinear(block.at('fc1'), tensors, norm(x, 'norm2'), `${name}.mlp.fc1`),
    );
    x = add(block, x, biasedLinear(block.at('fc2'), tensors, wide, `${name}.mlp.fc2`));
  }
  const seen = biasedLayerNorm(g.at('norm'), tensors, x, `${tower}.norm`, vision.normEpsilon);
  const embeds = mlpGelu(g.at('aligner'), tensors, seen, 'aligner', vision.alignerDepth);
  g.output(embeds, 'embeds', 'float32', ['images', patches, config.decoder.hidden]);
  return g;
}

// x ─ qkv ─ heads ─ split ─┬ q ─ q·kᵀ/√d ─ softmax ─┐
//                          ├ k ─┘                    │
//                          └ v ────────────────────· v ─ join ─ proj
function attention(
  g: Graph,
  { vision }: JanusConfig,
  tensors: Tensors,
  x: Wire,
  name: string,
): Wire {
  const headSize = vision.width / vision.heads;
  const fused = biasedLinear(g.at('qkv'), tensors, x, `${name}.qkv`);
  const split = reshape(g, fused, [0, 0, 3, vision.heads, headSize]);
  const parts = transpose(g, split, [2, 0, 3, 1, 4]); // [3, images, heads, patches, headSize]
  const [q, k, v] = g
    .nodes('Split', [parts], { axis: 0, num_outputs: 3 }, 3)
    .map((part) => g.node('Squeeze', [part, g.int64([0])])) as [Wire, Wire, Wire];
  const weights = softmax(g, matMulTransposed(g, q, k, headSize ** -0.5));
  const mixed = transpose(g, matMul(g, weights, v), [0, 2, 1, 3]);
  return biasedLinear(
    g.at('proj'),
    tensors,
    reshape(g, mixed, [0, 0, vision.width]),
    `${name}.proj`,
  );
}
