import { useEffect, useState } from 'react';

/** A whole picture plays in this time, however many tokens it has. */
const WHOLE_MS = 6_000;

interface Playing {
  readonly running: boolean;
  readonly toggle: () => void;
  readonly stop: () => void;
}

/** Moves a moment from where it is to the end, at one pace; from the end it begins anew. */
export function usePlaying(count: number, end: number, setEnd: (end: number) => void): Playing {
  /** The moment from which it plays; null while it does not. */
  const [from, setFrom] = useState<number | null>(null);
  useEffect(() => {
    if (from === null) return;
    const begun = performance.now();
    let frame = requestAnimationFrame(function show() {
      const next = Math.min(count, from + ((performance.now() - begun) / WHOLE_MS) * count);
      setEnd(Math.floor(next));
      if (next < count) frame = requestAnimationFrame(show);
      else setFrom(null);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [from, count, setEnd]);
  return {
    running: from !== null,
    toggle: () => {
      if (from !== null) setFrom(null);
      else setFrom(end === count ? 0 : end);
    },
    stop: () => {
      setFrom(null);
    },
  };
}
