import type { Graph, Wire } from '../onnx/graph.ts';
import { add, dimension, likeliest } from '../onnx/ops.ts';
import { textEmbedding, textHead } from './ends.ts';
import type { Surroundings } from './layers.ts';
import { never } from './masks.ts';
import { logProbability } from './odds.ts';
import type { Choice } from './picture-choice.ts';

/**
 * Answers: one token a turn, one row, until a stop token or the last turn (janus.md §2).
 *
 * Inputs:
 * - words int64 [1]: the tokenizer's length; ids beyond it are padding of the table and never chosen.
 * - stops int64 [n]: ids that end the answer; the last token given may be one.
 * - top_p float32 []: mass to choose from, 1 for all; temperature float32 [] > 0.
 * - answer_noise float32 [turns, answers, words or 1]: Gumbel; zeros for the likeliest. With 0
 *   answers nothing is answered, else 1.
 *
 * Outputs: answer_tokens int64 [turns taken, answers], and answer_log_probabilities, as many, in
 * nats of softmax(logits / temperature).
 */
export function wordChoice(g: Graph, around: Surroundings) {
  const words = g.input('words', 'int64', [1]);
  const stops = g.input('stops', 'int64', ['stops']);
  const topP = g.input('top_p', 'float32', []);
  const noise = g.input('answer_noise', 'float32', ['turns', 'answers', null]);
  const choosing = dimension(g, noise, 1);
  return {
    /** @param iteration int64 [] @param hidden [rows, hidden] @returns going: no stop was chosen. */
    choose(turn: Graph, iteration: Wire, hidden: Wire): Choice & { readonly going: Wire } {
      const at = turn.at('answer');
      const own = at.node('Slice', [hidden, at.int64([0]), choosing, at.int64([0])]);
      const all = textHead(at, around, own);
      const logits = at.node('Slice', [all, at.int64([0]), words, at.int64([1])]);
      const scaled = at.node('Div', [logits, around.temperature]); // [answers, words]
      const kept = keepTopP(at.at('top_p'), scaled, words, topP);
      const noisy = add(at, kept, at.node('Gather', [noise, iteration], { axis: 0 }));
      const token = likeliest(at, noisy); // [answers]
      return {
        embeds: textEmbedding(at.at('embedding'), around, token),
        scans: [
          { wire: token, type: 'int64' },
          { wire: logProbability(at.at('odds'), scaled, token), type: 'float32' },
        ],
        going: noneOf(at.at('going'), token, stops),
      };
    },
    output(at: Graph, scans: readonly Wire[]): void {
      const taken = ['answers taken', 'answers'];
      at.output(scans[0]!, 'answer_tokens', 'int64', taken);
      at.output(scans[1]!, 'answer_log_probabilities', 'float32', taken);
    },
  };
}

/** bool []: no token is a stop; so also where there is no token. */
function noneOf(g: Graph, tokens: Wire, stops: Wire): Wire {
  const column = g.node('Unsqueeze', [tokens, g.int64([1])]);
  const hits = g.node('Cast', [g.node('Equal', [column, stops])], { to: 7 });
  return g.node('Equal', [g.node('ReduceSum', [hits], { keepdims: 0 }), g.int64([0], [])]);
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
