import path from 'node:path';
import { synthesize } from '../../native-models/synthesize.ts';
import { checkpointNames, checkpointOrder } from './checkpoints.ts';

/** Writes the checkpoints that make_reference.py reads: `node test/expected/make-checkpoints.ts <folder>`. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('Expected a folder to write the checkpoints into.');
for (const name of checkpointNames) {
  const order = checkpointOrder(name, 'transformers', path.join(folder, name));
  for await (const { doneBytes, totalBytes } of synthesize(order)) {
    if (doneBytes === totalBytes) console.log(`${name}: ${totalBytes} bytes`);
  }
}
