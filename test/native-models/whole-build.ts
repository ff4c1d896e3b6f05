import { buildModel } from '../../native-models/index.ts';

/** Run as a child of the build tests: builds until it is done or killed, and says when it begins. */
const [checkpoint = '', models = ''] = process.argv.slice(2);
const order = { checkpoint, models, id: 'killed', precision: 'int4' };
for await (const step of buildModel(order)) {
  if (step.kind === 'progress' && step.phase === 'read') process.send?.('begun');
}
