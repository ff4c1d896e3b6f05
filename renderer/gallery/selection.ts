/** Pictures that are chosen, by number, and where a range would begin. */
export interface Selection {
  readonly chosen: ReadonlySet<number>;
  /** The picture that was chosen last by itself. */
  readonly anchor: number | null;
}

export const nothing: Selection = { chosen: new Set(), anchor: null };

export function toggle({ chosen }: Selection, number: number): Selection {
  const next = new Set(chosen);
  if (!next.delete(number)) next.add(number);
  return { chosen: next, anchor: number };
}

/** Everything between the anchor and a picture, both included, besides what is chosen. */
export function extend(
  { chosen, anchor }: Selection,
  number: number,
  numbers: Uint32Array,
): Selection {
  const from = anchor === null ? -1 : numbers.indexOf(anchor);
  const to = numbers.indexOf(number);
  if (from < 0 || to < 0) return toggle({ chosen, anchor }, number);
  const range = numbers.subarray(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set([...chosen, ...range]), anchor };
}

export function all(numbers: Uint32Array): Selection {
  return { chosen: new Set(numbers), anchor: numbers[0] ?? null };
}

/** What is left of a selection when pictures have gone. */
export function among({ chosen, anchor }: Selection, numbers: Uint32Array): Selection {
  if (chosen.size === 0) return nothing;
  const there = new Set(numbers);
  return {
    chosen: new Set([...chosen].filter((number) => there.has(number))),
    anchor: anchor !== null && there.has(anchor) ? anchor : null,
  };
}
