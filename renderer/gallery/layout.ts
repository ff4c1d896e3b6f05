import type { PictureIndex } from '../../preload/contract/gallery.ts';

/** A line of the grid: the name of a day, or pictures side by side. */
export type Line =
  | { readonly kind: 'day'; readonly day: string; readonly count: number }
  | {
      readonly kind: 'pictures';
      readonly start: number;
      readonly end: number;
      readonly day: string;
    };

/** The numbers of an index, in order. */
export function numbersOf({ numbers }: PictureIndex): Uint32Array {
  return new Uint32Array(Uint8Array.from(numbers).buffer);
}

/**
 * Lines for as many pictures a line as there is room for: each day begins one. Where pictures are
 * not in order of time, there are no days.
 * @param total Of all pictures.
 */
export function linesOf(
  days: PictureIndex['days'],
  columns: number,
  total: number,
): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (; days.length === 0 && start < total; start += columns) {
    lines.push({ kind: 'pictures', start, end: Math.min(total, start + columns), day: '' });
  }
  for (const { day, count } of days) {
    lines.push({ kind: 'day', day, count });
    const end = start + count;
    for (; start < end; start += columns) {
      lines.push({ kind: 'pictures', start, end: Math.min(end, start + columns), day });
    }
    start = end;
  }
  return lines;
}

/** The line that shows the picture at a place; −1 when none does. By halves: there may be 50,000. */
export function lineOf(lines: readonly Line[], at: number): number {
  let [low, high] = [0, lines.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const first = firstAt(lines, middle);
    const line = lines[middle];
    if (first > at) high = middle - 1;
    else if (line?.kind === 'pictures' && at < line.end) return middle;
    else low = middle + 1;
  }
  return -1;
}

function firstAt(lines: readonly Line[], index: number): number {
  const line = lines[index];
  if (line?.kind === 'pictures') return line.start;
  const next = lines[index + 1];
  return next?.kind === 'pictures' ? next.start : Number.MAX_SAFE_INTEGER;
}

/** Where a key leads from a place in the grid; null for a key that leads nowhere. */
export function walk(key: string, at: number, lines: readonly Line[], page: number): number | null {
  const last = lines.at(-1);
  const end = last?.kind === 'pictures' ? last.end - 1 : -1;
  if (end < 0) return null;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(end, at + 1);
    case 'ArrowUp':
      return byLines(at, -1, lines);
    case 'ArrowDown':
      return byLines(at, 1, lines);
    case 'PageUp':
      return byLines(at, -page, lines);
    case 'PageDown':
      return byLines(at, page, lines);
    case 'Home':
      return 0;
    case 'End':
      return end;
    default:
      return null;
  }
}

/** Lines of pictures up or down, in the same column as far as the line has it. */
function byLines(at: number, by: number, lines: readonly Line[]): number {
  const from = lineOf(lines, at);
  const here = lines[from];
  if (here?.kind !== 'pictures') return Math.max(0, at);
  const column = at - here.start;
  let [left, index, found] = [Math.abs(by), from, here];
  while (left > 0) {
    index += Math.sign(by);
    const line = lines[index];
    if (line === undefined) break;
    if (line.kind !== 'pictures') continue;
    found = line;
    left -= 1;
  }
  return Math.min(found.start + column, found.end - 1);
}
