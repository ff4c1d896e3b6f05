import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph } from '../onnx/graph.ts';
import { dimension } from '../onnx/ops.ts';
import { answerLoop } from './answer-loop.ts';
import { textEmbedding } from './ends.ts';
import type { Surroundings } from './layers.ts';
import { noPositions } from './masks.ts';
import type { Tensors } from './parts.ts';
import { pictureLoop } from './picture-loop.ts';
import type { Storage } from './storage.ts';
import { readingLoop } from './reading-loop.ts';
import { rotationTables } from './rotation.ts';

/**
 * The language model and its four ends in one graph and so in one session: packed weights are
 * shared within a session only (cpu-bench.md). Three loops, of which a run takes one; a loop of
 * no turns costs nothing. The weights lie one graph deep: at depth two ONNX Runtime would not
 * pack them, and run a hundred times slower.
 *
 * Shared inputs:
 * - prefix_{key,value}.{i} float32 [past, rows, kvHeads, headSize]: what was read before.
 * - hidden float32 [rows, hidden]: of the position before, after the final norm.
 * - temperature float32 [], > 0.
 *
 * Embedding: text_ids int64 [n] → text_embeds [n, hidden].
 * The loops: `readingLoop`, `pictureLoop`, `answerLoop`.
 */
export function languageGraph(config: JanusConfig, tensors: Tensors, storage: Storage): Graph {
  const { decoder } = config;
  const g = new Graph();
  const hidden = g.input('hidden', 'float32', ['rows', decoder.hidden]);
  // The past's length has no name: ONNX Runtime would reuse buffers of one size for another.
  const buffer = [null, 'rows', decoder.kvHeads, decoder.headSize];
  const prefix = Array.from({ length: decoder.layers }, (_, i) => ({
    key: g.input(`prefix_key.${i}`, 'float32', buffer),
    value: g.input(`prefix_value.${i}`, 'float32', buffer),
  }));
  const around: Surroundings = {
    config,
    tensors,
    storage,
    rotation: rotationTables(g.at('rotation'), config),
    prefix,
    temperature: g.input('temperature', 'float32', []),
  };
  const { key } = prefix[0]!;
  const at = g.at('prefix');
  const start = { hidden, past: dimension(at, key, 0), noTail: noPositions(at, key) };

  const texts = textEmbedding(g.at('text'), around, g.input('text_ids', 'int64', ['texts']));
  g.output(texts, 'text_embeds', 'float32', ['texts', decoder.hidden]);
  readingLoop(g.at('read'), around, start);
  pictureLoop(g.at('draw'), around, start);
  answerLoop(g.at('answer'), around, start);
  return g;
}
