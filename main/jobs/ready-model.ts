import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builder } from '../../native-models/manifest.ts';
import type { Workshop } from '../children/workshop.ts';
import {
  chooseModel,
  type InstalledModel,
  listModels,
  replaceModel,
  starterId,
} from '../models/library.ts';
import { toFailure } from '../failure.ts';
import { buildModel } from './build-model.ts';

/**
 * Where the checkpoint of the starter model ships. JANUS_STUDIO_STARTER names another folder, or
 * nothing at all when it is empty.
 */
function shippedStarter(): string {
  const ours = fileURLToPath(new URL('../../assets/starter', import.meta.url));
  return process.env['JANUS_STUDIO_STARTER'] ?? ours;
}

/** What a model is looked for with. */
export interface Wanted {
  /** The folder that holds one folder a model. */
  readonly models: string;
  /** Without one: the newest, and the starter when there is no other. */
  readonly id?: string | undefined;
  /** Hears when the starter has to be built first: once, seconds. */
  readonly note?: (text: string) => void;
}

/**
 * The model to work with. The starter is built for this machine when it is first needed, and again
 * when another version of the studio built it: with the studio comes its starter.
 * @throws {StudioFailure} `no-model`, with what to do.
 */
export async function readyModel(
  { models, id, note }: Wanted,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const starter = await starterFor(models, id);
  if (starter === 'there') return chooseModel(models, id);
  note?.('Preparing the starter model …');
  const build = async (): Promise<void> => {
    const order = { checkpoint: shippedStarter(), models, id: starterId, precision: 'fp32' };
    for await (const _ of buildModel(order, workshop, signal));
  };
  try {
    await (starter === 'missing' ? build() : replaceModel(models, starterId, build));
  } catch (thrown) {
    // Another process may have built it meanwhile: then all is well.
    const now = await starterFor(models, id);
    if (now !== 'there' && (now !== 'older' || signal.aborted)) throw thrown;
    if (now === 'older') note?.(`The starter of before stays: ${toFailure(thrown).message}`);
  }
  return chooseModel(models, id);
}

/** Whether the starter is asked for, and has to be built first. */
async function starterFor(
  models: string,
  id: string | undefined,
): Promise<'there' | 'missing' | 'broken' | 'older'> {
  const config = path.join(shippedStarter(), 'config.json');
  if (shippedStarter() === '' || (await stat(config).catch(() => null)) === null) return 'there';
  const chosen = await chooseModel(models, id).catch(() => null);
  if (chosen) return isOlderStarter(chosen) ? 'older' : 'there';
  if (id !== undefined && id !== starterId) return 'there';
  const { broken } = await listModels(models);
  return broken.some((model) => model.id === starterId) ? 'broken' : 'missing';
}

/** Not one that somebody built under that name from a checkpoint of theirs. */
function isOlderStarter({ card, builder: by }: InstalledModel): boolean {
  const ours = card.id === starterId && card.source === path.basename(shippedStarter());
  return ours && by !== builder;
}
