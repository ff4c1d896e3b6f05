import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openJanus } from '../../main/inference/janus.ts';
import { buildModel } from '../../native-models/index.ts';
import { divergence, logitsOf } from './divergence.ts';

/**
 * `npm run bench:quality -- [--checkpoint assets/starter] [--prompt …]… [--json <file>]`
 *
 * What each precision loses: builds a checkpoint at all of them, draws pictures at fp32, and
 * compares the guided distributions at every step of the same tokens. Mean KL from fp32, in nats;
 * beside it how often the likeliest code is another one.
 */
const { values } = parseArgs({
  options: {
    checkpoint: {
      type: 'string',
      default: path.join(import.meta.dirname, '../../assets/starter'),
    },
    prompt: { type: 'string', multiple: true, default: ['a red boat', 'a green house', 'a cat'] },
    json: { type: 'string' },
  },
});
if (!existsSync(path.join(values.checkpoint, 'config.json'))) {
  console.error(`Expected a checkpoint in ${values.checkpoint}. Name one with --checkpoint.`);
  process.exit(2);
}
const guidance = 5;
const models = await mkdtemp(path.join(tmpdir(), 'janus-quality-'));

async function build(precision: string): Promise<string> {
  const order = { checkpoint: path.resolve(values.checkpoint), models, id: precision, precision };
  for await (const _ of buildModel(order));
  return path.join(models, precision);
}

function likeliest(logits: Float32Array): number {
  return logits.reduce((best, logit, i) => (logit > logits[best]! ? i : best), 0);
}

const figures: Record<string, number> = {};
try {
  const exact = await openJanus(await build('fp32'));
  const drawn = [];
  for (const prompt of values.prompt) {
    drawn.push({ prompt, ...(await logitsOf(exact, { prompt, guidance })) });
  }
  await exact.release();
  for (const precision of ['fp16', 'int8', 'int4']) {
    const janus = await openJanus(await build(precision));
    const kl: number[] = [];
    let others = 0;
    let steps = 0;
    for (const { prompt, tokens, logits } of drawn) {
      const { logits: read } = await logitsOf(janus, { prompt, guidance }, tokens);
      kl.push(divergence(logits, read));
      others += logits.filter((step, i) => likeliest(step) !== likeliest(read[i]!)).length;
      steps += logits.length;
    }
    await janus.release();
    figures[`${precision}, mean KL from fp32, nats`] =
      kl.reduce((sum, each) => sum + each, 0) / kl.length;
    figures[`${precision}, highest of ${kl.length} pictures, nats`] = Math.max(...kl);
    figures[`${precision}, steps with another likeliest code, share`] = others / steps;
  }
} finally {
  await rm(models, { recursive: true, force: true });
}
console.log(`${values.checkpoint}, ${values.prompt.length} prompts, guidance ${guidance}\n`);
for (const [name, value] of Object.entries(figures)) {
  console.log(`${name.padEnd(56)}${value.toPrecision(3).padStart(10)}`);
}
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ figures }, null, 2)}\n`);
}
