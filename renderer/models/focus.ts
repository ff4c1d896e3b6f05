import { useEffect, useRef, type RefObject } from 'react';

let next: string | null = null;

/**
 * What was pressed is about to go; the control of this name takes the focus when it appears, so
 * that whoever works by keyboard stays in place.
 */
export function focusNext(name: string): void {
  next = name;
}

/** Gives the control of a name its place in that. */
export function useFocusName<Element extends HTMLElement>(name: string): RefObject<Element | null> {
  const control = useRef<Element>(null);
  useEffect(() => {
    if (next !== name) return;
    next = null;
    control.current?.focus();
  }, [name]);
  return control;
}
