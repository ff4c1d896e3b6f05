import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph } from '../onnx/graph.ts';
import { answerLoop } from './answer-loop.ts';
import { textEmbedding } from './ends.ts';
import type { Surroundings } from './layers.ts';
import { noPositions, prefixMask } from './masks.ts';
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
 * - prefix_{key,value}.{i} float32 [rows, kvHeads, capacity, headSize], capacity ≥ 1, of which
 *   `past` int64 [1] positions are filled.
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
  const past = g.input('past', 'int64', [1]);
  // The capacity has no name: ONNX Runtime would reuse buffers of one size for another.
  const buffer = ['rows', decoder.kvHeads, null, decoder.headSize];
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
    prefixMask: prefixMask(g.at('prefix'), prefix[0]!.key, past),
  };
  const start = { hidden, past, noTail: noPositions(g.at('prefix'), prefix[0]!.key) };

  const texts = textEmbedding(g.at('text'), around, g.input('text_ids', 'int64', ['texts']));
  g.output(texts, 'text_embeds', 'float32', ['texts', decoder.hidden]);
  readingLoop(g.at('read'), around, start);
  pictureLoop(g.at('draw'), around, start);
  answerLoop(g.at('answer'), around, start);
  return g;
}
