import { InvalidArgumentError, Option, type Command } from 'commander';
import { PictureQuery } from '../../preload/contract/gallery.ts';
import { seedNumber } from './numbers.ts';
import { UsageFailure } from './terminal.ts';

/** What narrows the pictures that a command is about. */
export interface Filters {
  readonly shelf: PictureQuery['shelf'];
  readonly tag?: readonly string[];
  readonly model?: string;
  readonly seed?: number;
  readonly from?: string;
  readonly to?: string;
  readonly scored?: 'yes' | 'no';
  readonly order: 'newest' | 'oldest';
  readonly sort: 'time' | 'score';
}

export function addFilters(command: Command): Command {
  return command
    .addOption(
      new Option('--shelf <shelf>', 'which pictures')
        .choices(['all', 'favourites', 'trash'])
        .default('all'),
    )
    .option('--tag <tag...>', 'only pictures with all of these tags')
    .option('--model <id>', 'only pictures that this model drew')
    .option('--seed <number>', 'only pictures of this seed', seedNumber)
    .option('--from <day>', 'only from this day on, such as 2026-11-25', day)
    .option('--to <day>', 'only to this day', day)
    .addOption(
      new Option('--scored <which>', 'only pictures with a score, or without').choices([
        'yes',
        'no',
      ]),
    )
    .addOption(
      new Option('--sort <by>', 'by time, or by score, the best first')
        .choices(['time', 'score'])
        .default('time'),
    )
    .addOption(
      new Option('--order <order>', 'of time: which come first')
        .choices(['newest', 'oldest'])
        .default('newest'),
    );
}

/** Days are those of this machine's clock. */
export function utcOffset(): number {
  return -new Date().getTimezoneOffset();
}

/** @throws {UsageFailure} For what the gallery cannot be asked. */
export function queryOf({ tag = [], ...filters }: Filters, text: string): PictureQuery {
  const { shelf, model, seed, from, to, scored, sort } = filters;
  if (sort === 'score' && filters.order === 'oldest') {
    throw new UsageFailure('Expected --sort score or --order oldest, but received both.');
  }
  const order = sort === 'score' ? 'best' : filters.order;
  const { data, error } = PictureQuery.safeParse({
    ...{ shelf, order, text, tags: tag, utcOffset: utcOffset() },
    ...{ model, seed, from, to, ...(scored && { scored: scored === 'yes' }) },
  });
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new UsageFailure(`${issue?.path.join('.') ?? 'The question'}: ${issue?.message ?? ''}`);
}

function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('Expected a day such as 2026-11-25.');
}
