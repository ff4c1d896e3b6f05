import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { add, concat, dimension, reshape } from '../onnx/ops.ts';
import { attendOne, type KeyValue } from './attention.ts';
import { decoderLayers, type Reading, type Surroundings } from './layers.ts';

/** Where every loop starts. */
export interface LoopStart {
  /** [rows, hidden] */
  readonly hidden: Wire;
  /** int64 [1]: positions read before. */
  readonly past: Wire;
  /** [0, rows, kvHeads, headSize]: a tail before its first position. */
  readonly noTail: Wire;
}

/** The tails that a loop begins with, and what its turns are given. */
export function emptyTails({ config }: Surroundings, { noTail }: LoopStart): TypedWire[] {
  return new Array<TypedWire>(2 * config.decoder.layers).fill({ wire: noTail, type: 'float32' });
}

/** key, value, key, value … → one pair a layer. */
function pairs(wires: readonly Wire[]): KeyValue[] {
  return Array.from({ length: wires.length / 2 }, (_, i) => ({
    key: wires[2 * i]!,
    value: wires[2 * i + 1]!,
  }));
}

/** Sends the tails that a loop ended with out of the graph. */
export function outputTails(
  g: Graph,
  name: string,
  { config }: Surroundings,
  tails: readonly Wire[],
): void {
  const { kvHeads, headSize } = config.decoder;
  for (const [i, { key, value }] of pairs(tails).entries()) {
    g.output(key, `${name}_key.${i}`, 'float32', [null, 'rows', kvHeads, headSize]);
    g.output(value, `${name}_value.${i}`, 'float32', [null, 'rows', kvHeads, headSize]);
  }
}

/** One position a turn: embeds [rows, hidden] → hidden [rows, hidden], tails one longer. */
export function readOne(
  g: Graph,
  around: Surroundings,
  { hidden, past }: LoopStart,
  turn: { readonly iteration: Wire; readonly embeds: Wire; readonly tails: readonly Wire[] },
): { readonly hidden: Wire; readonly tails: readonly Wire[] } {
  const { hidden: size } = around.config.decoder;
  const at = g.at('position');
  const { config, prefix } = around;
  const reading: Reading = {
    x: g.node('Unsqueeze', [turn.embeds, g.int64([0])]),
    positions: forAllRows(at, add(at, past, turn.iteration), hidden),
    attend: attendOne(g.at('stretches'), config, prefix, pairs(turn.tails)),
  };
  const read = decoderLayers(g, around, reading);
  const tails = read.kept.flatMap(({ key, value }) => [key, value]);
  return { hidden: reshape(g.at('hidden'), read.hidden, [-1, size]), tails };
}

/** Positions [length] → [length, rows], alike for all rows. @param hidden [rows, hidden] */
export function forAllRows(g: Graph, positions: Wire, hidden: Wire): Wire {
  const column = g.node('Unsqueeze', [positions, g.int64([1])]);
  return g.node('Expand', [column, concat(g, [g.int64([1]), dimension(g, hidden, 0)], 0)]);
}
