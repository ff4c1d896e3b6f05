import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../main/gallery/database.ts';
import { Rounds } from '../../../main/jobs/rounds.ts';
import { pathsUnder } from '../../../main/paths.ts';

// Run by tests and killed by them: a round of five that never gets past its third picture.
const { sqlite } = await openDatabase(pathsUnder(process.argv[2] ?? ''));
const { promise: reached, resolve: reach } = Promise.withResolvers<null>();
const rounds = new Rounds<object, number>({
  kind: 'captions',
  sqlite,
  afterCrash: false,
  parse: () => ({}),
  async *work(number) {
    if (number === 3) {
      reach(null);
      await sleep(600_000);
    }
    yield { kind: 'made', made: number };
  },
  takeBack: () => Promise.resolve([]),
});
await rounds.begin([1, 2, 3, 4, 5], {});
await reached;
console.log('ready');
await sleep(600_000);
