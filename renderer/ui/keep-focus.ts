import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * When what had the focus in a list goes, its neighbour gets it; the last button of `around` when
 * nothing is left. A focus that was given up by a press elsewhere is not taken back.
 *
 * @param items What the list shows; another value each time it changes.
 */
export function useKeepFocus(
  around: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  items: unknown,
): void {
  /** What had the focus last and where in the list, −1 beside it; null: not here. */
  const held = useRef<{ readonly element: Node; readonly at: number } | null>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      const entries = [...(list.current?.children ?? [])];
      held.current =
        target instanceof Node && around.current?.contains(target)
          ? { element: target, at: entries.findIndex((entry) => entry.contains(target)) }
          : null;
    };
    document.addEventListener('focusin', note);
    return () => {
      document.removeEventListener('focusin', note);
    };
  }, [around, list]);
  useLayoutEffect(() => {
    const last = held.current;
    if (last === null || last.element.isConnected || document.activeElement !== document.body) {
      return;
    }
    const entries = list.current?.children ?? [];
    const neighbour = entries[Math.min(last.at, entries.length - 1)];
    const button = [...(around.current?.querySelectorAll('button') ?? [])].at(-1);
    (neighbour?.querySelector<HTMLElement>('a, button') ?? button)?.focus();
  }, [around, list, items]);
}
