import { letterOf } from '../ui/typing.ts';
import { change, isFavourite } from './changes.ts';
import { findSimilar } from './find-similar.ts';
import { exportOpen } from './export/exporting.ts';
import { walk, type Line } from './layout.ts';
import { all, extend, nothing, toggle } from './selection.ts';
import { selection } from './shelf.ts';

/** What the keys work on. */
export interface Under {
  readonly numbers: Uint32Array;
  readonly lines: readonly Line[];
  /** Place of the picture in hand. */
  readonly here: number;
  /** Lines that one sees at once. */
  readonly page: number;
  readonly inTrash: boolean;
  readonly open: (at: number) => void;
  readonly moveTo: (at: number) => void;
}

/** Does what a key means in the grid. @returns Whether it means anything. */
export function pressKey(event: KeyboardEvent, under: Under): boolean {
  const { numbers, here, page, lines, moveTo } = under;
  const number = numbers[here];
  if (number === undefined) return false;
  const to = event.altKey ? null : walk(event.key, here, lines, page);
  if (to === null) return act(event, number, under);
  if (event.shiftKey) {
    const from = selection.get();
    const begun = from.anchor === null ? toggle(from, number) : from;
    selection.set(extend(begun, numbers[to] ?? 0, numbers));
  }
  moveTo(to);
  return true;
}

/** What a key does to the picture in hand, or to those that are chosen. */
function act(event: KeyboardEvent, number: number, under: Under): boolean {
  const { chosen } = selection.get();
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return choose(event, number, under.numbers);
  switch (event.key) {
    case 'Enter':
    case ' ':
      under.open(under.here);
      return true;
    case 'Escape':
      if (chosen.size === 0) return false;
      selection.set(nothing);
      return true;
    default:
      return changeBy(event, number, under);
  }
}

/** The keys that change pictures. */
function changeBy(event: KeyboardEvent, number: number, { inTrash }: Under): boolean {
  const { chosen } = selection.get();
  const numbers = chosen.size > 0 ? [...chosen] : [number];
  const letter = letterOf(event);
  if (letter === 'e') exportOpen.set(true);
  else if (letter === 'x') selection.set(toggle(selection.get(), number));
  else if (event.key === 'Delete' || event.key === 'Backspace') {
    if (!inTrash) void change({ numbers, trashed: true });
  } else if (letter === 'f' && !inTrash) {
    void change({ numbers, favourite: !isFavourite(numbers) });
  } else if (letter === 's' && chosen.size <= 1) findSimilar(numbers[0]);
  else return false;
  return true;
}

function choose(event: KeyboardEvent, number: number, numbers: Uint32Array): boolean {
  if (event.key === ' ') selection.set(toggle(selection.get(), number));
  else if (letterOf(event) === 'a') selection.set(all(numbers));
  else return false;
  return true;
}
