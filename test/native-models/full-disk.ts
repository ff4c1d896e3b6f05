import { readdir } from 'node:fs/promises';
import { buildModel } from '../../native-models/index.ts';
import { ModelFailure } from '../../native-models/failure.ts';

/** Run on a small disk by the build tests: builds, and prints how it failed and what is left. */
const [checkpoint = '', models = '', precision = ''] = process.argv.slice(2);
let failure: object = {};
try {
  for await (const _ of buildModel({ checkpoint, models, id: 'm', precision }));
} catch (thrown) {
  if (!(thrown instanceof ModelFailure)) throw thrown;
  failure = { code: thrown.code, message: thrown.message };
}
console.log(JSON.stringify({ failure, left: await readdir(models) }));
