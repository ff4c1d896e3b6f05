import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildModel, synthesize } from '../native-models/index.ts';
import { checkpointNames, checkpointOrder } from './expected/checkpoints.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds `tiny`, `odd` (transformers layout) and `tiny-deepseek`, `odd-deepseek`. */
    readonly checkpoints: string;
    /** The same four, built at fp32; and `tiny-fp16`, `tiny-int8`, `tiny-int4`. */
    readonly models: string;
  }
}

/** Once before all tests: real two-layer Januses, written and built as a user would. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'janus-models-'));
  const checkpoints = path.join(folder, 'checkpoints');
  const models = path.join(folder, 'models');
  for (const name of checkpointNames) {
    for (const layout of ['transformers', 'deepseek'] as const) {
      const id = layout === 'transformers' ? name : `${name}-deepseek`;
      const out = path.join(checkpoints, id);
      for await (const _ of synthesize(checkpointOrder(name, layout, out)));
      for await (const _ of buildModel({ checkpoint: out, models, id, precision: 'fp32' }));
    }
  }
  for (const precision of ['fp16', 'int8', 'int4']) {
    const order = { checkpoint: path.join(checkpoints, 'tiny'), models, precision };
    for await (const _ of buildModel({ ...order, id: `tiny-${precision}` }));
  }
  project.provide('checkpoints', checkpoints);
  project.provide('models', models);
  return () => rm(folder, { recursive: true, force: true });
}
