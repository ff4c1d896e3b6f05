import { extend, toggle } from './selection.ts';
import { hand, selection } from './shelf.ts';

/** What a press needs of the mouse. */
interface Press {
  readonly target: EventTarget;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Does what a press on a picture means: opens it, or chooses it, or all up to it. */
export function press(event: Press, numbers: Uint32Array, open: (at: number) => void): void {
  const { target } = event;
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  if (!cell || !(target instanceof Element)) return;
  const at = Number(cell.dataset['at']);
  const number = numbers[at] ?? 0;
  const before = selection.get();
  const chooses = target.closest('[data-tick]') !== null || event.ctrlKey || event.metaKey;
  hand.set({ number, at });
  if (event.shiftKey) selection.set(extend(before, number, numbers));
  else if (chooses || before.chosen.size > 0) selection.set(toggle(before, number));
  else open(at);
}
