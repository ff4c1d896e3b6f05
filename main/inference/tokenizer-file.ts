import { z } from 'zod';
import { StudioFailure } from '../failure.ts';

const Id = z.int().min(0).max(10_000_000);

const AddedToken = z.looseObject({
  id: Id,
  content: z.string().min(1),
  special: z.boolean().default(false),
});

const Step = z.looseObject({
  type: z.string(),
  get pretokenizers(): z.ZodOptional<z.ZodArray<typeof Step>> {
    return z.array(Step).optional();
  },
});
type Step = z.infer<typeof Step>;

/** The parts of a tokenizer.json that we read; the library reads the others. */
const TokenizerFile = z.looseObject({
  added_tokens: z.array(AddedToken).default([]),
  normalizer: Step.nullable().default(null),
  pre_tokenizer: Step.nullable().default(null),
  post_processor: Step.nullable().default(null),
  decoder: z.looseObject({ type: z.literal('ByteLevel') }),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), Id),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});
export type TokenizerFile = z.infer<typeof TokenizerFile>;

/**
 * Parses the text of a tokenizer.json and words its pre-tokenizer so that the JavaScript library
 * does with it what the Rust library does with the original.
 *
 * @param text The file's text.
 * @param name Of the file, for the sentence.
 * @throws {StudioFailure} `bad-model` when it is not the tokenizer of a byte-level BPE.
 */
export function readTokenizerFile(text: string, name: string): TokenizerFile {
  const file = parse(text, name);
  if (file.pre_tokenizer === null) return file;
  return { ...file, pre_tokenizer: { type: 'Sequence', pretokenizers: mend(file.pre_tokenizer) } };
}

/** For a file that was named, and for one that lies in a model. */
export const advice =
  'Take the one that comes with the checkpoint; if it lies in a built model, build that again.';

function parse(text: string, name: string): TokenizerFile {
  const refuse = (why: string, cause: unknown): never => {
    throw new StudioFailure(
      'bad-model',
      `Expected ${name} to be the tokenizer.json of a byte-level BPE, but ${why}. ${advice}`,
      { cause },
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse('it is not whole JSON', cause);
  }
  const { data, error } = TokenizerFile.safeParse(json);
  if (data !== undefined) return data;
  const issue = error.issues[0];
  return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`, error);
}

/** What GPT-2 splits by when a ByteLevel step does the splitting. */
const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/**
 * Rewords the steps that the library does differently:
 *
 * - `Digits` means every character that Unicode calls a number to Rust (½, ② and Ⅷ too), but only
 *   0 to 9 to the library.
 * - `ByteLevel` that also splits uses JavaScript's `\s`, which has U+FEFF and lacks U+0085; as a
 *   step of its own the same pattern goes through the library's translation of `\s`. One that also
 *   puts a space in front stays as it is: no Janus has one.
 * - `\s+$` looks at a run of spaces once from each of its places: half a minute for 100 kB of spaces
 *   before a word. It is enough to look from the first.
 */
function mend(step: Step): Step[] {
  switch (step.type) {
    case 'Sequence':
      return (step.pretokenizers ?? []).flatMap(mend);
    case 'Digits':
      return [split(step['individual_digits'] === true ? '\\p{N}' : '\\p{N}+')];
    case 'ByteLevel':
      return step['use_regex'] === false || step['add_prefix_space'] === true
        ? [step]
        : [split(GPT2), { ...step, use_regex: false }];
    case 'Split':
      return JSON.stringify(step['pattern']) === JSON.stringify({ Regex: '\\s+$' })
        ? [{ ...step, pattern: { Regex: '(?<!\\s)\\s+$' } }]
        : [step];
    default:
      return [step];
  }
}

function split(regex: string): Step {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}
