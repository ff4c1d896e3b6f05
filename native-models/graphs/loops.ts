import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { add, reshape } from '../onnx/ops.ts';
import { decoderLayers, type KeyValue, type Reading, type Surroundings } from './layers.ts';

/** Where every loop starts. */
export interface LoopStart {
  readonly hidden: Wire;
  readonly past: Wire;
  /** [rows, kvHeads, 0, headSize]: a tail before its first position. */
  readonly noTail: Wire;
}

/** The tails that a loop begins with, and what its turns are given. */
export function emptyTails({ config }: Surroundings, { noTail }: LoopStart): TypedWire[] {
  return new Array<TypedWire>(2 * config.decoder.layers).fill({ wire: noTail, type: 'float32' });
}

/** key, value, key, value … → one pair a layer. */
export function pairs(wires: readonly Wire[]): KeyValue[] {
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
    g.output(key, `${name}_key.${i}`, 'float32', ['rows', kvHeads, null, headSize]);
    g.output(value, `${name}_value.${i}`, 'float32', ['rows', kvHeads, null, headSize]);
  }
}

/** One position a turn: embeds [rows, hidden] → hidden [rows, hidden], tails one longer. */
export function readOne(
  g: Graph,
  around: Surroundings,
  { past }: LoopStart,
  turn: { readonly iteration: Wire; readonly embeds: Wire; readonly tails: readonly Wire[] },
): { readonly hidden: Wire; readonly tails: readonly Wire[] } {
  const { hidden: size } = around.config.decoder;
  const reading: Reading = {
    x: g.node('Unsqueeze', [turn.embeds, g.int64([1])]),
    position: add(g.at('position'), past, turn.iteration),
    tails: pairs(turn.tails),
    tailMask: null,
  };
  const read = decoderLayers(g, around, reading);
  const tails = read.tails.flatMap(({ key, value }) => [key, value]);
  return { hidden: reshape(g.at('hidden'), read.hidden, [-1, size]), tails };
}
