import type { Graph, TypedWire } from '../onnx/graph.ts';
import { decoderLayers, type Surroundings } from './layers.ts';
import { emptyTails, type LoopStart, outputTails, pairs } from './loops.ts';
import { causalMask } from './masks.ts';

/**
 * Reads many positions at once, behind the prefix. A loop of no turn or one, so that it costs
 * nothing where another loop is meant.
 *
 * read_turns int64 [], embeds float32 [rows, length, hidden] → read_hidden [rows, hidden] of the
 * last position, read_{key,value}.{i} [rows, kvHeads, length, headSize].
 */
export function readingLoop(g: Graph, around: Surroundings, start: LoopStart): void {
  const { decoder } = around.config;
  const turns = g.input('read_turns', 'int64', []);
  const embeds = g.input('embeds', 'float32', ['rows', 'length', decoder.hidden]);
  const begin: TypedWire[] = [
    { wire: start.hidden, type: 'float32' },
    ...emptyTails(around, start),
  ];
  const { carried } = g.loop(turns, begin, (turn, _, [, ...tails]) => {
    const tailMask = causalMask(turn.at('mask'), around.config, embeds);
    const reading = { x: embeds, position: start.past, tails: pairs(tails), tailMask };
    const read = decoderLayers(turn, around, reading);
    const last = turn.node('Gather', [read.hidden, turn.int64([-1], [])], { axis: 1 });
    return {
      going: turn.bool(true),
      carried: [last, ...read.tails.flatMap(({ key, value }) => [key, value])],
      scans: [],
    };
  });
  g.output(carried[0]!, 'read_hidden', 'float32', ['rows', decoder.hidden]);
  outputTails(g, 'read', around, carried.slice(1));
}
