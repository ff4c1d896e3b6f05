import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * When what had the focus in a list goes, its neighbour gets it; the last button of `around` when
 * nothing is left.
 *
 * @param items What the list shows; another value each time it changes.
 */
export function useKeepFocus(
  around: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  items: unknown,
): void {
  /** Where in the list the focus was last, −1 beside it; null: not here. */
  const held = useRef<number | null>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      const entries = [...(list.current?.children ?? [])];
      const isHere = target instanceof Node && around.current?.contains(target);
      held.current = isHere ? entries.findIndex((entry) => entry.contains(target)) : null;
    };
    document.addEventListener('focusin', note);
    return () => {
      document.removeEventListener('focusin', note);
    };
  }, [around, list]);
  useLayoutEffect(() => {
    if (held.current === null || document.activeElement !== document.body) return;
    const entries = list.current?.children ?? [];
    const neighbour = entries[Math.min(held.current, entries.length - 1)];
    const last = [...(around.current?.querySelectorAll('button') ?? [])].at(-1);
    (neighbour?.querySelector<HTMLElement>('a, button') ?? last)?.focus();
  }, [around, list, items]);
}
