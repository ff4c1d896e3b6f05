import { buildModel } from '../../native-models/index.ts';

/** Starts a build and waits half-way to be killed: `half-build.ts <checkpoint> <models>`. */
const [checkpoint = '', models = ''] = process.argv.slice(2);
for await (const step of buildModel({ checkpoint, models, id: 'killed', precision: 'fp32' })) {
  if (step.kind === 'progress' && step.phase === 'write' && step.doneBytes > step.totalBytes / 2) {
    process.send?.('half');
    await new Promise(() => setInterval(() => undefined, 1000));
  }
}
