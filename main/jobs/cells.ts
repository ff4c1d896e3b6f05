import type { DrawRequest } from '../../preload/contract/picture.ts';

type Settings = Pick<DrawRequest, 'seed' | 'guidance' | 'temperature'>;

/** Pictures that differ in their seeds alone, each one more: the engine draws them together. */
interface Stretch extends Settings {
  /** Place of the first of them in the job. */
  readonly start: number;
  readonly count: number;
}

type Asked = Settings & Pick<DrawRequest, 'grid'>;

/** The settings of one of a job's pictures: in a grid those of its cell, counted row by row. */
export function cellOf({ seed, guidance, temperature, grid }: Asked, index: number): Settings {
  const own = { seed, guidance, temperature };
  if (!grid) return { ...own, seed: (seed + index) % 2 ** 32 };
  const { across, down } = grid;
  const { length } = across.values;
  const column = across.values[index % length] ?? own[across.what];
  const row = down.values[Math.floor(index / length)] ?? own[down.what];
  return { ...own, [across.what]: column, [down.what]: row };
}

/** A job's pictures from a place on, as they can be drawn together. */
export function stretchesOf(
  request: Asked & Pick<DrawRequest, 'count'>,
  from = 0,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = from; start < request.count; start += 1) {
    const cell = cellOf(request, start);
    const last = stretches.at(-1);
    if (last && goesOn(last, cell)) stretches[stretches.length - 1] = oneMore(last);
    else stretches.push({ ...cell, start, count: 1 });
  }
  return stretches;
}

function oneMore(stretch: Stretch): Stretch {
  return { ...stretch, count: stretch.count + 1 };
}

function goesOn(last: Stretch, next: Settings): boolean {
  return (
    next.guidance === last.guidance &&
    next.temperature === last.temperature &&
    next.seed === (last.seed + last.count) % 2 ** 32
  );
}
