import { useEffect, useRef, useState, type RefObject } from 'react';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How much larger a picture is shown so that it fits an element: a whole number of the screen's
 * pixels for each of its own where there is room, else less than one.
 */
export function useFit({ width, height }: Size): {
  room: RefObject<HTMLDivElement | null>;
  fit: number;
} {
  const room = useRef<HTMLDivElement>(null);
  const [space, setSpace] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = room;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      setSpace({ width: current.clientWidth, height: current.clientHeight });
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  const most = Math.min(space.width / width, space.height / height);
  const whole = Math.floor(most * devicePixelRatio) / devicePixelRatio;
  return { room, fit: whole > 0 ? Math.max(whole, Math.min(1, most)) : most };
}
