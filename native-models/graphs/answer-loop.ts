import type { Graph, TypedWire, Wire } from '../onnx/graph.ts';
import { add } from '../onnx/ops.ts';
import { textEmbedding, textHead } from './ends.ts';
import { logProbability } from './odds.ts';
import type { Surroundings } from './layers.ts';
import { emptyTails, type LoopStart, outputTails, readOne } from './loops.ts';
import { never } from './masks.ts';

/**
 * Answers: one token a turn, one row, until a stop token or the last turn (janus.md §2).
 *
 * Inputs:
 * - answer_turns int64 []: tokens at most.
 * - words int64 [1]: the tokenizer's length; ids beyond it are padding of the table and never chosen.
 * - stops int64 [n]: ids that end the answer; the last token given may be one.
 * - top_p float32 []: mass to choose from, 1 for all; temperature float32 [] > 0.
 * - answer_noise float32 [turns, words or 1]: Gumbel; zeros for the likeliest.
 *
 * Outputs: answer_tokens int64 [turns taken, 1], answer_log_probabilities [turns taken, 1] in nats of
 * softmax(logits / temperature), answer_hidden [rows, hidden], answer_{key,value}.{i}
 * [turns taken, rows, kvHeads, headSize].
 */
export function answerLoop(g: Graph, around: Surroundings, start: LoopStart): void {
  const { decoder } = around.config;
  const turns = g.input('answer_turns', 'int64', []);
  const words = g.input('words', 'int64', [1]);
  const stops = g.input('stops', 'int64', ['stops']);
  const topP = g.input('top_p', 'float32', []);
  const noise = g.input('answer_noise', 'float32', ['answers', null]);

  const begin: TypedWire[] = [
    { wire: start.hidden, type: 'float32' },
    ...emptyTails(around, start),
  ];
  const { carried, scans } = g.loop(turns, begin, (turn, iteration, [hidden, ...tails]) => {
    const all = textHead(turn, around, hidden!);
    const logits = turn.node('Slice', [all, turn.int64([0]), words, turn.int64([1])]);
    const scaled = turn.node('Div', [logits, around.temperature]); // [1, words]
    const kept = keepTopP(turn.at('top_p'), scaled, words, topP);
    const noisy = add(turn, kept, turn.node('Gather', [noise, iteration], { axis: 0 }));
    const token = turn.node('ArgMax', [noisy], { axis: -1, keepdims: 0 }); // [1]
    const isStop = turn.node('Cast', [turn.node('Equal', [token, stops])], { to: 6 });
    const stopped = turn.node('ReduceMax', [isStop], { keepdims: 0 });
    const embeds = textEmbedding(turn.at('embedding'), around, token);
    const read = readOne(turn, around, start, { iteration, embeds, tails });
    return {
      going: turn.node('Not', [turn.node('Cast', [stopped], { to: 9 })]),
      carried: [read.hidden, ...read.tails],
      scans: [
        { wire: token, type: 'int64' },
        { wire: logProbability(turn.at('odds'), scaled, token), type: 'float32' },
      ],
    };
  });
  const taken = ['answers taken', 1];
  g.output(scans[0]!, 'answer_tokens', 'int64', taken);
  g.output(scans[1]!, 'answer_log_probabilities', 'float32', taken);
  g.output(carried[0]!, 'answer_hidden', 'float32', ['rows', decoder.hidden]);
  outputTails(g, 'answer', around, carried.slice(1));
}

// The likeliest choices whose probabilities add up to topP stay, the others sink (nucleus
// sampling, Holtzman et al. 2020). Sorting all words takes time, so it is done only when asked.
function keepTopP(g: Graph, logits: Wire, words: Wire, topP: Wire): Wire {
  const some = g.node('Less', [topP, g.float32([1], [])]);
  const lowest = g.branch(
    some,
    'float32',
    (then) => {
      const [sorted] = then.nodes('TopK', [logits, words], { axis: -1 }, 2);
      const odds = then.node('Softmax', [sorted!], { axis: -1 });
      const before = then.node('CumSum', [odds, then.int64([1], [])], { exclusive: 1 });
      const within = then.node('Cast', [then.node('Less', [before, topP])], { to: 7 });
      const count = then.node('ReduceSum', [within, then.int64([1])], { keepdims: 0 }); // [1]
      const last = then.node('Max', [then.node('Sub', [count, then.int64([1])]), then.int64([0])]);
      return then.node('Gather', [then.node('Squeeze', [sorted!, then.int64([0])]), last]); // [1]
    },
    (otherwise) => otherwise.node('Identity', [otherwise.float32([never])]),
  );
  const stays = g.node('GreaterOrEqual', [logits, lowest]);
  return g.node('Where', [stays, logits, g.float32([never], [])]);
}
