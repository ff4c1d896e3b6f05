import type { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { lineOf, type Line } from './layout.ts';

/** Width of an element's inside without its padding, in CSS pixels. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = (): void => {
      const { paddingLeft, paddingRight } = getComputedStyle(current);
      setWidth(current.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}

interface Shown {
  readonly lines: readonly Line[];
  readonly numbers: Uint32Array;
  /** Of a picture, in CSS pixels. */
  readonly side: number;
}

/** When pictures come or go, or their size changes, what was at the top stays there. */
export function useKeepInView(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  { lines, numbers, side }: Shown,
): void {
  const kept = useRef<{ number: number; share: number } | null>(null);
  useLayoutEffect(() => {
    const { current } = scroller;
    if (!current) return;
    virtualizer.measure();
    const anchor = kept.current;
    if (anchor && current.scrollTop > 0) {
      const line = lineOf(lines, numbers.indexOf(anchor.number));
      const start = line < 0 ? undefined : virtualizer.measurementsCache[line]?.start;
      if (start !== undefined) current.scrollTo({ top: start + anchor.share * side });
    }
    const note = (): void => {
      const top = current.scrollTop;
      const item = virtualizer
        .getVirtualItems()
        .find(({ index, end }) => end > top && lines[index]?.kind === 'pictures');
      const line = item && lines[item.index];
      kept.current =
        item && line?.kind === 'pictures'
          ? { number: numbers[line.start] ?? 0, share: (top - item.start) / side }
          : null;
    };
    current.addEventListener('scroll', note, { passive: true });
    return () => {
      current.removeEventListener('scroll', note);
    };
  }, [scroller, virtualizer, lines, numbers, side]);
}
