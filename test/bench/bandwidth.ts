import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * How fast this machine reads memory with all its cores, in bytes a second: equal buffers larger
 * than any cache are compared, which reads both to their ends.
 */
export async function measureBandwidth(): Promise<number> {
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL(import.meta.url)),
  );
  const rates = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

if (!isMainThread) {
  const size = 256 * 2 ** 20;
  const [a, b] = [Buffer.alloc(size, 7), Buffer.alloc(size, 7)];
  let best = 0;
  for (let round = 0; round < 8; round++) {
    const startMs = performance.now();
    if (a.compare(b) !== 0) throw new Error('Expected equal buffers.');
    best = Math.max(best, (2 * size) / ((performance.now() - startMs) / 1000));
  }
  parentPort?.postMessage(best);
}
