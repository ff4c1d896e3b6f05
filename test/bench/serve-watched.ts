import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serve } from '../../main/serve.ts';

// Run by the benchmark: the studio in the browser host, which tells how long its event loop is held
// up. Its one argument is the data folder; any message asks for the time since the last message.
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('message', () => {
  const held: HeldUp = { p99Ms: delays.percentile(99) / 1e6, maxMs: delays.max / 1e6 };
  delays.reset();
  process.send?.(held);
});

/** What one who waits for main's event loop waits for. */
export interface HeldUp {
  readonly p99Ms: number;
  readonly maxMs: number;
}

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
});
const dataFolder = process.argv[2] ?? '';
await serve({ dataFolder, port: 0, host: '127.0.0.1', open: false }, stop.signal);
process.disconnect();
