import type { Part, Turn } from '../children/messages.ts';
import type { Manifest } from '../../native-models/manifest.ts';
import type { JanusTokens, Tokenizer } from './tokenizer.ts';

/** What a prompt needs to know of a model. */
export interface PromptWords {
  readonly family: Manifest['family'];
  readonly tokenizer: Tokenizer;
  readonly tokens: JanusTokens;
  readonly imageTokens: number;
}

/** Said before every conversation (deepseek-ai/Janus `processing_vlm.py`, `system_prompt`). */
const systemPrompt =
  'You are a helpful language and vision assistant. ' +
  'You are able to understand the visual content that the user provides, ' +
  'and assist the user with a variety of tasks using natural language.';

/** A stretch of a prompt: words to encode, or a token that only we may write. */
type Stretch = string | readonly number[];

/**
 * The ids that ask for a picture: the prompted row, from BOS to the image-start tag.
 * Pro: `<|User|>: {prompt}\n\n<|Assistant|>:` + `<begin_of_image>` (deepseek-ai/Janus
 * `generation_inference.py`). Special-token text in the prompt is text.
 */
export function drawPrompt(words: PromptWords, prompt: string): number[] {
  const { tokens } = words;
  return encode(words, [
    [tokens.bos],
    ...role(words, 'user'),
    `: ${strip(prompt)}\n\n`,
    ...role(words, 'assistant'),
    ':',
    [tokens.imageStart],
  ]);
}

/**
 * The unprompted row: everything but BOS and the image-start tag becomes padding, which is read
 * like any token (janus.md §1, §0 trap 3).
 */
export function unprompted(ids: readonly number[], { pad }: JanusTokens): number[] {
  return ids.map((id, i) => (i === 0 || i === ids.length - 1 ? id : pad));
}

/** A conversation as the decoder reads it. */
export interface AskPrompt {
  readonly ids: readonly number[];
  /** For each position the image it belongs to, or -1. Those positions take what the vision encoder saw. */
  readonly imageAt: Int32Array;
}

/**
 * The ids of a conversation that ends with `Assistant:` (deepseek-ai/Janus `conversation.py`,
 * SeparatorStyle.DeepSeek, and `processing_vlm.py` `add_image_token`): turns are separated by
 * parity, user's by a blank line, assistant's by EOS; an image is start, `imageTokens`
 * placeholders, end.
 * @param turns Alternating, user first and last.
 */
export function askPrompt(words: PromptWords, turns: readonly Turn[]): AskPrompt {
  const { tokens } = words;
  const images: number[] = [];
  const stretches: Stretch[] = [[tokens.bos], `${systemPrompt}\n\n`];
  for (const turn of turns) {
    const content = stripParts(turn.parts);
    stretches.push(...role(words, turn.role), content.length > 0 ? ': ' : ':');
    for (const part of content) {
      if (part.kind === 'text') stretches.push(part.text);
      else {
        images.push(part.image);
        const seen = new Array<number>(words.imageTokens).fill(tokens.imagePlaceholder);
        stretches.push([tokens.imageStart, ...seen, tokens.imageEnd]);
      }
    }
    if (content.length > 0) stretches.push(turn.role === 'user' ? '\n\n' : [tokens.eos]);
  }
  stretches.push(...role(words, 'assistant'), ':');

  const ids = encode(words, stretches);
  const imageAt = new Int32Array(ids.length).fill(-1);
  let next = 0;
  for (const [i, id] of ids.entries()) {
    if (id !== tokens.imagePlaceholder) continue;
    imageAt[i] = images[Math.floor(next / words.imageTokens)]!;
    next += 1;
  }
  return { ids, imageAt };
}

/** A role's name: one token in Janus-Pro, a word in Janus-1.3B (janus.md §0, trap 2). */
function role({ family, tokens }: PromptWords, who: Turn['role']): Stretch[] {
  const token = tokens[who];
  if (family === 'janus-pro' && token !== undefined) return [[token]];
  return [who === 'user' ? 'User' : 'Assistant'];
}

/** Neighbouring words are encoded together: byte pairs may merge across our seams. */
function encode({ tokenizer }: PromptWords, stretches: readonly Stretch[]): number[] {
  const ids: number[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') ids.push(...tokenizer.encodeText(text));
    text = '';
  };
  for (const stretch of stretches) {
    if (typeof stretch === 'string') text += stretch;
    else {
      flush();
      ids.push(...stretch);
    }
  }
  flush();
  return ids;
}

/** A turn's content without white space at its two ends, and without empty text. */
function stripParts(parts: readonly Part[]): Part[] {
  const content = parts.map((part, i) => {
    if (part.kind === 'image') return part;
    let { text } = part;
    if (i === 0) text = text.replace(leading, '');
    if (i === parts.length - 1) text = text.replace(trailing, '');
    return { kind: part.kind, text };
  });
  return content.filter((part) => part.kind === 'image' || part.text !== '');
}

/** What Python's `str.strip` takes away: JavaScript's white space but U+FEFF, and six controls more. */
const space =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`^${space}+`);
const trailing = new RegExp(`${space}+$`);

/** `str.strip` of Python, which the reference applies to prompts. */
export function strip(text: string): string {
  return text.replace(leading, '').replace(trailing, '');
}
