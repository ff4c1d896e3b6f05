import type { Graph, Wire } from '../onnx/graph.ts';
import { gelu } from '../onnx/ops.ts';
import type { Surroundings } from './layers.ts';

/** gen_embed and gen_aligner: picture tokens [n] → embeddings [n, hidden]. Never the VQ codebook (janus.md §0, trap 4). */
export function pictureEmbedding(g: Graph, { config, storage }: Surroundings, ids: Wire): Wire {
  let x = storage.project(
    g.at('layers.0'),
    storage.rows(g, 'gen_embed.weight', ids),
    'gen_aligner.layers.0',
  );
  for (let i = 1; i < config.picture.alignerDepth; i++) {
    const layer = g.at(`layers.${2 * i}`);
    x = storage.project(layer, gelu(layer, x), `gen_aligner.layers.${2 * i}`);
  }
  return x;
}

/** The picture head: hidden [rows, hidden] → logits [rows, codebook]. */
export function pictureHead(g: Graph, { storage }: Surroundings, hidden: Wire): Wire {
  const projected = storage.project(g.at('projector'), hidden, 'gen_head.output_mlp_projector');
  return storage.project(g.at('head'), gelu(g, projected), 'gen_head.vision_head');
}

/** Text tokens [n] → embeddings [n, hidden]. */
export function textEmbedding(g: Graph, { storage }: Surroundings, ids: Wire): Wire {
  return storage.rows(g, 'language_model.model.embed_tokens.weight', ids);
}

/** Hidden states [rows, hidden] → text logits [rows, vocabulary]. lm_head's own weights: not tied to the embedding (janus.md §3.6). */
export function textHead(g: Graph, { storage }: Surroundings, hidden: Wire): Wire {
  return storage.project(g.at('lm_head'), hidden, 'language_model.lm_head');
}
