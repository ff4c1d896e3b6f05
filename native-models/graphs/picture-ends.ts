import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph } from '../onnx/graph.ts';
import { gather, gelu } from '../onnx/ops.ts';
import { biasedLinear, mlpGelu, type Tensors, weightOf } from './parts.ts';

/**
 * Picture tokens → embeddings (gen_embed, gen_aligner): ids int64 [rows, length] →
 * embeds [rows, length, hidden]. gen_embed is not the VQ codebook (janus.md §0, trap 4).
 */
export function pictureEmbeddingGraph(config: JanusConfig, tensors: Tensors): Graph {
  const g = new Graph();
  const ids = g.input('ids', 'int64', ['rows', 'length']);
  const codes = gather(g, weightOf(g, tensors, 'gen_embed.weight'), ids);
  const embeds = mlpGelu(g, tensors, codes, 'gen_aligner', config.picture.alignerDepth);
  g.output(embeds, 'embeds', 'float32', ['rows', 'length', config.decoder.hidden]);
  return g;
}

/** Hidden states after the final norm → picture logits: [rows, hidden] → [rows, codebook]. */
export function pictureHeadGraph(config: JanusConfig, tensors: Tensors): Graph {
  const g = new Graph();
  const hidden = g.input('hidden', 'float32', ['rows', config.decoder.hidden]);
  const projected = biasedLinear(g, tensors, hidden, 'gen_head.output_mlp_projector');
  const logits = biasedLinear(g, tensors, gelu(g, projected), 'gen_head.vision_head');
  g.output(logits, 'logits', 'float32', ['rows', config.picture.codebook]);
  return g;
}
