import { InvalidArgumentError } from 'commander';
import type { Grid } from '../../preload/contract/grid.ts';
import { decimal } from './numbers.ts';
import { UsageFailure } from './terminal.ts';

/** One side of a grid as it is typed: `guidance=1,1.5,5`. */
export type TypedSide = Extract<Grid['across'], { readonly what: 'guidance' | 'temperature' }>;

const parsers = { guidance: decimal(1, 20), temperature: decimal(0, 2) } as const;
const most = 16;

/** A parser for an option that may be given twice. */
export function gridSide(typed: string, before: readonly TypedSide[] = []): readonly TypedSide[] {
  const [, what, list] = /^(guidance|temperature)=(.+)$/.exec(typed) ?? [];
  if (what !== 'guidance' && what !== 'temperature') {
    throw new InvalidArgumentError('Expected guidance=1,1.5,5 or temperature=0.5,1.');
  }
  const values = (list ?? '').split(',').map((value) => parsers[what](value.trim()));
  if (values.length > most) throw new InvalidArgumentError(`Expected at most ${most} values.`);
  return [...before, { what, values }];
}

/**
 * The grid of the sides that were typed; seeds, where there are some, go across.
 * @throws {UsageFailure} Unless there are two sides that differ and 64 cells at most.
 */
export function gridOf(sides: readonly TypedSide[], seeds: number | undefined, seed: number): Grid {
  const across: Grid['across'] | undefined =
    seeds === undefined
      ? sides[1]
      : { what: 'seed', values: Array.from({ length: seeds }, (_, at) => (seed + at) % 2 ** 32) };
  const [down] = sides;
  if (!down || !across || across.what === down.what || (seeds !== undefined && sides.length > 1)) {
    throw new UsageFailure(
      'Expected two settings that differ: --grid guidance=1,5 --seeds 3, or --grid twice.',
    );
  }
  const cells = across.values.length * down.values.length;
  if (cells <= 64) return { across, down };
  throw new UsageFailure(`Expected a grid of at most 64 pictures but it has ${cells}.`);
}
