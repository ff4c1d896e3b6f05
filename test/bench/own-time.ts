import { createHistogram } from 'node:perf_hooks';

/** How long everything else in this thread waits for a turn of its event loop, ms. */
export interface Turns {
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * Watches the processor's time that this thread takes from one turn of a timer to the next: what it
 * is held up by its own work, whatever other programs do with the cores meanwhile.
 */
export function watchTurns(): { stop(): Turns } {
  const turns = createHistogram();
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    turns.record(Math.max(1, user + system));
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return { p99Ms: turns.percentile(99) / 1000, maxMs: turns.max / 1000 };
    },
  };
}
