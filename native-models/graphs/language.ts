import type { JanusConfig } from '../checkpoint/config.ts';
import { Graph, type Wire } from '../onnx/graph.ts';
import { add, concat, dimension, reshape } from '../onnx/ops.ts';
import { attendBehind, type KeyValue } from './attention.ts';
import { textEmbedding } from './ends.ts';
import { decoderLayers, type Surroundings } from './layers.ts';
import { forAllRows, type Span, upTo } from './masks.ts';
import type { Tensors } from './parts.ts';
import { pictureChoice } from './picture-choice.ts';
import type { Storage } from './storage.ts';
import { rotationTables } from './rotation.ts';
import { wordChoice } from './word-choice.ts';

/**
 * The language model and its four ends in one graph, and all that is read in one loop: ONNX Runtime
 * packs a matrix once for each place it is used in, and shares packed ones within a session only.
 * The loop's weights lie one graph deep: at depth two they would not be packed, and run a hundred
 * times slower (cpu-bench.md).
 *
 * A turn reads on, by one of three ways; the others have no rows, and products of no rows cost
 * nothing:
 *
 *     hidden ─┬─ picture head ─ choice ─ embedding ─┐
 *             ├─ text head ──── choice ─ embedding ─┼─ layers ─▶ hidden, keys and values
 *             │                  embeds as given ───┘
 *
 * Inputs beside those of `pictureChoice` and `wordChoice`:
 * - text_ids int64 [n] → text_embeds [n, hidden], outside the loop.
 * - turns int64 []: at most; where embeds are given, 1.
 * - embeds float32 [length, rows, hidden]: positions to read as they are, or none.
 * - past int64 [1]: positions read before.
 * - prefix_{key,value}.{i} float32 [max(past, 1), rows, kvHeads, headSize]: what was read of them.
 * - hidden float32 [rows, hidden]: of the position before, after the final norm.
 * - temperature float32 [], > 0.
 *
 * Outputs: read_hidden [rows, hidden] of the last position, and read_{key,value}.{i}
 * [positions read, rows, kvHeads, headSize].
 */
export function languageGraph(config: JanusConfig, tensors: Tensors, storage: Storage): Graph {
  const { decoder } = config;
  const g = new Graph();
  const turns = g.input('turns', 'int64', []);
  const hidden = g.input('hidden', 'float32', ['rows', decoder.hidden]);
  const embeds = g.input('embeds', 'float32', ['length', 'rows', decoder.hidden]);
  const past = g.input('past', 'int64', [1]);
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
  const texts = textEmbedding(g.at('text'), around, g.input('text_ids', 'int64', ['texts']));
  g.output(texts, 'text_embeds', 'float32', ['texts', decoder.hidden]);

  const start = g.at('start');
  const { key } = prefix[0]!;
  const rows = dimension(start, hidden, 0);
  const eachRow = concat(start, [start.int64([-1]), rows, start.int64([decoder.hidden])], 0);
  const given = reshape(start, embeds, [-1, decoder.hidden]);
  const noTail = start.node('Slice', [key, start.int64([0]), start.int64([0]), start.int64([0])]);
  const picture = pictureChoice(g.at('draw'), around, rows);
  const word = wordChoice(g.at('answer'), around);

  const begin = [hidden, ...new Array<Wire>(2 * decoder.layers).fill(noTail)];
  const { carried, scans } = g.at('read').loop(
    turns,
    begin.map((wire) => ({ wire, type: 'float32' })),
    (turn, iteration, [last, ...tails]) => {
      const drawn = picture.choose(turn, iteration, last!);
      const answered = word.choose(turn, iteration, last!);
      const all = concat(turn, [given, drawn.embeds, answered.embeds], 0);
      const x = turn.node('Reshape', [all, eachRow]); // [positions, rows, hidden]
      const at = turn.at('position');
      const span: Span = {
        past,
        prefix: dimension(at, key, 0),
        tail: dimension(at, tails[0]!, 0),
        count: dimension(at, x, 0),
      };
      const first = add(at, past, iteration);
      const read = decoderLayers(turn, around, {
        x,
        positions: forAllRows(at, add(at, first, upTo(at, span.count)), rows),
        attend: attendBehind(turn.at('stretches'), config, prefix, pairs(tails), span),
      });
      return {
        going: answered.going,
        carried: [
          turn.node('Gather', [read.hidden, turn.int64([-1], [])], { axis: 0 }),
          ...read.kept.flatMap((kept) => [kept.key, kept.value]),
        ],
        scans: [...drawn.scans, ...answered.scans],
      };
    },
  );
  picture.output(g, scans.slice(0, picture.scans));
  word.output(g, scans.slice(picture.scans));
  const [next, ...kept] = carried;
  g.output(next!, 'read_hidden', 'float32', ['rows', decoder.hidden]);
  for (const [i, read] of pairs(kept).entries()) {
    g.output(read.key, `read_key.${i}`, 'float32', buffer);
    g.output(read.value, `read_value.${i}`, 'float32', buffer);
  }
  return g;
}

/** key, value, key, value … → one pair a layer. */
function pairs(wires: readonly Wire[]): KeyValue[] {
  return Array.from({ length: wires.length / 2 }, (_, i) => ({
    key: wires[2 * i]!,
    value: wires[2 * i + 1]!,
  }));
}
