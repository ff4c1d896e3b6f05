import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { add, concat, dimension, likeliest, multiply, reshape } from '../onnx/ops.ts';
import { pictureEmbedding, pictureHead } from './ends.ts';
import type { Surroundings } from './layers.ts';
import { odds, shown } from './odds.ts';

/** A way to choose what is read next, in every turn of the loop. */
export interface Choice {
  /** Of each row that chooses, or of none: [rows or 0, hidden]. */
  readonly embeds: Wire;
  /** What is told of the choice. */
  readonly scans: readonly TypedWire[];
}

const end = 2 ** 31;

/**
 * Draws: one token of every picture a turn (janus.md §1).
 *
 * rows = pictures prompted, then, when guidance is not 1, as many unprompted. Inputs:
 * - guidance, temperature float32 []; temperature > 0.
 * - noise float32 [turns, pictures or 1, codebook or 1]: Gumbel; zeros for the likeliest.
 * - forced int64 [turns, pictures]: a token that takes the place of the choice, or −1. Without
 *   pictures nothing is drawn.
 *
 * Outputs, a turn first: draw_tokens int64 [turns, pictures]; draw_log_probabilities and
 * draw_entropies [turns, pictures] in nats, of softmax(guided / temperature); draw_likeliest int64
 * [turns, pictures, 8]; draw_logits [turns, pictures, codebook], guided.
 */
export function pictureChoice(g: Graph, around: Surroundings, rows: Wire) {
  const { codebook } = around.config.picture;
  const guidance = g.input('guidance', 'float32', []);
  const noise = g.input('noise', 'float32', ['draws', null, null]);
  const forced = g.input('forced', 'int64', ['draws', 'pictures']);
  const pictures = dimension(g, forced, 1);
  const fold = g.node('Div', [rows, g.node('Max', [pictures, g.int64([1])])]);
  const repeats = concat(g, [fold, g.int64([1])], 0);
  const choosing = multiply(g, fold, pictures);
  const some = g.node('Greater', [reshape(g, pictures, []), g.int64([0], [])]);
  return {
    /** @param iteration int64 [] @param hidden [rows, hidden] */
    choose(turn: Graph, iteration: Wire, hidden: Wire): Choice {
      const at = turn.at('draw');
      const own = at.node('Slice', [hidden, at.int64([0]), choosing, at.int64([0])]);
      const logits = pictureHead(at.at('head'), around, own);
      const guided = guide(at.at('guide'), logits, pictures, guidance);
      const scaled = at.node('Div', [guided, around.temperature]);
      const noisy = add(at, scaled, at.node('Gather', [noise, iteration], { axis: 0 }));
      const chosen = likeliest(at, noisy); // [pictures]
      const given = at.node('Gather', [forced, iteration], { axis: 0 }); // [pictures]
      const isGiven = at.node('GreaterOrEqual', [given, at.int64([0])]);
      const token = at.node('Where', [isGiven, given, chosen]);
      const embeds = pictureEmbedding(at.at('embedding'), around, token);
      return {
        embeds: at.node('Tile', [embeds, repeats]),
        scans: [
          { wire: token, type: 'int64' },
          ...odds(at.at('odds'), scaled, token, some),
          { wire: guided, type: 'float32' },
        ],
      };
    },
    /** How many scans there are. */
    scans: 5,
    output(at: Graph, scans: readonly Wire[]): void {
      const each = ['draws', 'pictures'];
      at.output(scans[0]!, 'draw_tokens', 'int64', each);
      at.output(scans[1]!, 'draw_log_probabilities', 'float32', each);
      at.output(scans[2]!, 'draw_entropies', 'float32', each);
      at.output(scans[3]!, 'draw_likeliest', 'int64', [...each, shown]);
      at.output(scans[4]!, 'draw_logits', 'float32', [...each, codebook]);
    },
  };
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
