import { setTimeout as sleep } from 'node:timers/promises';
import { write } from '../../../main/gallery/sqlite.ts';
import { openDatabase } from '../../../main/gallery/database.ts';
import { Queue } from '../../../main/jobs/queue.ts';
import { pathsUnder } from '../../../main/paths.ts';

// Run by tests and killed by them: a queue that never gets past the moment it is told to reach.
const [folder = '', moment = ''] = process.argv.slice(2);
const { sqlite } = await openDatabase(pathsUnder(folder));
const { promise: reached, resolve: reach } = Promise.withResolvers<null>();
const queue = new Queue({
  sqlite,
  afterCrash: false,
  async *run(job) {
    yield { kind: 'phase', phase: 'draw', index: 0 };
    if (moment === 'saved') {
      await write(sqlite, () => {
        job.noteSaved(1);
      });
    }
    reach(null);
    await sleep(600_000);
  },
});
const never = new AbortController().signal;
if (moment === 'before') await queue.pause(true);
for (const [prompt, count] of [
  ['wait a', 2],
  ['b', 1],
] as const) {
  const request = { prompt, seed: 1, count, guidance: 5, temperature: 1, previewShare: 0 };
  await queue.draw(request, never).next();
}
if (moment !== 'before') await reached;
console.log('ready');
await sleep(600_000);
