import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph } from '../onnx/graph.ts';
import { gather, linear } from '../onnx/ops.ts';
import { type Tensors, weightOf } from './parts.ts';

/** Text tokens → embeddings: ids int64 [rows, length] → embeds [rows, length, hidden]. */
export function textEmbeddingGraph(config: JanusConfig, tensors: Tensors): Graph {
  const g = new Graph();
  const ids = g.input('ids', 'int64', ['rows', 'length']);
  const table = weightOf(g, tensors, 'language_model.model.embed_tokens.weight');
  g.output(gather(g, table, ids), 'embeds', 'float32', ['rows', 'length', config.decoder.hidden]);
  return g;
}

/**
 * Hidden states → text logits: hidden [rows, hidden] → logits [rows, vocabulary].
 * The weight is lm_head's own: it is not tied to the embedding (janus.md §3.6).
 */
export function textHeadGraph(config: JanusConfig, tensors: Tensors): Graph {
  const g = new Graph();
  const hidden = g.input('hidden', 'float32', ['rows', config.decoder.hidden]);
  const logits = linear(g, hidden, weightOf(g, tensors, 'language_model.lm_head.weight'));
  g.output(logits, 'logits', 'float32', ['rows', config.decoder.vocabulary]);
  return g;
}
