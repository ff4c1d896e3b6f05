import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { withHugePages } from '../../main/children/huge-pages.ts';
import { buildModel, synthesize } from '../../native-models/index.ts';
import { measureBandwidth } from './bandwidth.ts';
import { measure } from './measure.ts';

/**
 * `npm run bench -- [--size 1b] [--precision int4] [--compare <file>] [--json <file>]`
 *
 * Measures a synthesized model on this machine: random weights at real shapes. The model is kept in
 * the temporary folder, so that a second run starts at once.
 */
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1b' },
    precision: { type: 'string', default: 'int4' },
    compare: { type: 'string' },
    json: { type: 'string' },
  },
});
// Figures are the engine's, so this process has its environment.
const env = withHugePages(process.env);
if (env !== process.env) {
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' });
  process.exit(status ?? 1);
}
const size = z.enum(['tiny', '1b', '7b']).parse(values.size);
const folder = path.join(tmpdir(), 'janus-bench');
const models = path.join(folder, 'models');
const id = `${size}-${values.precision}`;

if (!existsSync(path.join(models, id))) {
  await mkdir(folder, { recursive: true });
  const checkpoint = path.join(folder, size);
  if (!existsSync(checkpoint)) {
    console.error(`Writing a random ${size} checkpoint …`);
    for await (const _ of synthesize({ size, layout: 'deepseek', seed: 1, out: checkpoint }));
  }
  console.error(`Building it as ${values.precision} …`);
  const startMs = performance.now();
  const order = { checkpoint, models, id, precision: values.precision };
  for await (const _ of buildModel(order));
  console.error(`Built in ${((performance.now() - startMs) / 1000).toFixed(0)} s.`);
}

const figures = await measure(path.join(models, id), await measureBandwidth());
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;
const Earlier = z.object({ figures: z.record(z.string(), z.number()) });
const earlier =
  values.compare === undefined
    ? {}
    : Earlier.parse(JSON.parse(await readFile(values.compare, 'utf8'))).figures;

console.log(`Janus ${size}, ${values.precision}, on ${machine}\n`);
for (const [name, value] of Object.entries(figures)) {
  const before = earlier[name];
  const change = before === undefined ? '' : `   ${(value / before).toFixed(2)} × before`;
  console.log(`${name.padEnd(48)}${value.toPrecision(3).padStart(10)}${change}`);
}
if (values.json !== undefined) {
  const document = { machine, size, precision: values.precision, figures };
  await writeFile(values.json, `${JSON.stringify(document, null, 2)}\n`);
}
