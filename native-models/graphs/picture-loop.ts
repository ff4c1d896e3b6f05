import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { add, concat, dimension, multiply } from '../onnx/ops.ts';
import { pictureEmbedding, pictureHead } from './ends.ts';
import type { Surroundings } from './layers.ts';
import { odds, shown } from './odds.ts';
import { emptyTails, type LoopStart, outputTails, readOne } from './loops.ts';

const end = 2 ** 31;

/**
 * Draws: one token of every picture a turn (janus.md §1).
 *
 * rows = pictures prompted, then, when guidance is not 1, as many unprompted. Inputs:
 * - draw_turns int64 []: tokens to draw.
 * - guidance, temperature float32 []; temperature > 0.
 * - noise float32 [turns, pictures or 1, codebook or 1]: Gumbel; zeros for the likeliest.
 * - forced int64 [turns, pictures]: a token that takes the place of the choice, or −1.
 *
 * Outputs, a turn first: draw_tokens int64 [turns, pictures]; draw_log_probabilities and
 * draw_entropies [turns, pictures] in nats, of softmax(guided / temperature); draw_likeliest int64
 * [turns, pictures, 8]; draw_logits [turns, pictures, codebook], guided; then draw_hidden and draw_{key,value}.{i}.
 */
export function pictureLoop(g: Graph, around: Surroundings, start: LoopStart): void {
  const { decoder, picture } = around.config;
  const turns = g.input('draw_turns', 'int64', []);
  const guidance = g.input('guidance', 'float32', []);
  const temperature = around.temperature;
  const noise = g.input('noise', 'float32', ['draws', null, null]);
  const forced = g.input('forced', 'int64', ['draws', 'pictures']);
  const pictures = dimension(g, forced, 1);
  const fold = concat(
    g,
    [g.node('Div', [dimension(g, start.hidden, 0), pictures]), g.int64([1])],
    0,
  );

  const begin: TypedWire[] = [
    { wire: start.hidden, type: 'float32' },
    ...emptyTails(around, start),
  ];
  const { carried, scans } = g.loop(turns, begin, (turn, iteration, [hidden, ...tails]) => {
    const logits = pictureHead(turn.at('head'), around, hidden!);
    const guided = guide(turn.at('guide'), logits, pictures, guidance);
    const scaled = turn.node('Div', [guided, temperature]);
    const noisy = add(turn, scaled, turn.node('Gather', [noise, iteration], { axis: 0 }));
    const chosen = turn.node('ArgMax', [noisy], { axis: -1, keepdims: 0 }); // [pictures]
    const given = turn.node('Gather', [forced, iteration], { axis: 0 }); // [pictures]
    const isGiven = turn.node('GreaterOrEqual', [given, turn.int64([0])]);
    const token = turn.node('Where', [isGiven, given, chosen]);
    const embeds = pictureEmbedding(turn.at('embedding'), around, token);
    const rows = turn.node('Tile', [embeds, fold]); // [rows, hidden]
    const read = readOne(turn, around, start, { iteration, embeds: rows, tails });
    return {
      going: turn.bool(true),
      carried: [read.hidden, ...read.tails],
      scans: [
        { wire: token, type: 'int64' },
        ...odds(turn.at('odds'), scaled, token),
        { wire: guided, type: 'float32' },
      ],
    };
  });
  const each = ['draws', 'pictures'];
  g.output(scans[0]!, 'draw_tokens', 'int64', each);
  g.output(scans[1]!, 'draw_log_probabilities', 'float32', each);
  g.output(scans[2]!, 'draw_entropies', 'float32', each);
  g.output(scans[3]!, 'draw_likeliest', 'int64', [...each, shown]);
  g.output(scans[4]!, 'draw_logits', 'float32', [...each, picture.codebook]);
  g.output(carried[0]!, 'draw_hidden', 'float32', ['rows', decoder.hidden]);
  outputTails(g, 'draw', around, carried.slice(1));
}

// logits ─┬─ first rows: prompted ─┬─ − ─ · guidance ─┐
//         └─ last rows: unprompted ┴───────────────── + ─▶  Without unprompted rows both are the same rows.
function guide(g: Graph, logits: Wire, pictures: Wire, guidance: Wire): Wire {
  const axis = g.int64([0]);
  const prompted = g.node('Slice', [logits, g.int64([0]), pictures, axis]);
  const unprompted = g.node('Slice', [logits, g.node('Neg', [pictures]), g.int64([end]), axis]);
  const apart = g.node('Sub', [prompted, unprompted]);
  return add(g, unprompted, multiply(g, guidance, apart));
}
