import type { BuildStep } from '../../native-models/index.ts';
import { sweepHalfBuilt } from '../../native-models/shelf.ts';
import type { Workshop } from '../children/workshop.ts';
import { StudioFailure } from '../failure.ts';
import { chooseModel, type InstalledModel } from '../models/library.ts';

/** What to build from where. */
export interface BuildJob {
  /** A checkpoint's folder. */
  readonly checkpoint: string;
  /** The folder that holds one folder a model. */
  readonly models: string;
  readonly id: string;
  readonly precision: string;
}

/** How far it is, what to know before it goes on, and at last the model. */
export type Building =
  | Exclude<BuildStep, { readonly kind: 'built' }>
  | { readonly kind: 'installed'; readonly model: InstalledModel };

/** Builds a model beside its final name; it is installed when its last event comes. */
export async function* buildModel(
  job: BuildJob,
  workshop: Workshop,
  signal: AbortSignal,
): AsyncGenerator<Building, void> {
  try {
    for await (const step of workshop.call('build', job, signal)) {
      if (step.kind === 'built')
        yield { kind: 'installed', model: await chooseModel(job.models, step.id) };
      else yield step;
    }
  } catch (thrown) {
    // A workshop that died could not clear up after itself.
    await sweepHalfBuilt(job.models);
    throw thrown;
  }
}

/**
 * A model id made of a folder's name: `Janus-Pro-1B` → `janus-pro-1b`, `janus-pro-1b-int4`.
 * @throws {StudioFailure} `bad-request` when nothing of the name is left.
 */
export function idFromFolder(name: string, precision: string): string {
  const ending = precision === 'fp32' ? '' : `-${precision}`;
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 64 - ending.length);
  if (id !== '') return `${id}${ending}`;
  throw new StudioFailure('bad-request', `No id can be made of ${JSON.stringify(name)}. Name one.`);
}
