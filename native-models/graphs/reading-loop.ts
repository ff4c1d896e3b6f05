import type { Graph, TypedWire } from '../onnx/graph.ts';
import { add, dimension } from '../onnx/ops.ts';
import { attendMany } from './attention.ts';
import { decoderLayers, type Surroundings } from './layers.ts';
import { emptyTails, forAllRows, type LoopStart, outputTails } from './loops.ts';
import { causalMask, upTo } from './masks.ts';

/**
 * Reads many positions at once, behind the prefix. A loop of no turn or one, so that it costs
 * nothing where another loop is meant.
 *
 * read_turns int64 [], embeds float32 [length, rows, hidden] → read_hidden [rows, hidden] of the
 * last position, read_{key,value}.{i} [length, rows, kvHeads, headSize].
 */
export function readingLoop(g: Graph, around: Surroundings, start: LoopStart): void {
  const { decoder } = around.config;
  const turns = g.input('read_turns', 'int64', []);
  const embeds = g.input('embeds', 'float32', ['length', 'rows', decoder.hidden]);
  const begin: TypedWire[] = [
    { wire: start.hidden, type: 'float32' },
    ...emptyTails(around, start),
  ];
  const { carried } = g.loop(turns, begin, (turn) => {
    const at = turn.at('position');
    const { config, prefix } = around;
    const length = dimension(at, embeds, 0);
    const mask = causalMask(turn.at('mask'), config, start.past, length);
    const read = decoderLayers(turn, around, {
      x: embeds,
      positions: forAllRows(at, add(at, start.past, upTo(at, length)), start.hidden),
      attend: attendMany(config, prefix, mask),
    });
    const last = turn.node('Gather', [read.hidden, turn.int64([-1], [])], { axis: 0 });
    return {
      going: turn.bool(true),
      carried: [last, ...read.kept.flatMap(({ key, value }) => [key, value])],
      scans: [],
    };
  });
  g.output(carried[0]!, 'read_hidden', 'float32', ['rows', decoder.hidden]);
  outputTails(g, 'read', around, carried.slice(1));
}
