import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workshop } from '../children/workshop.ts';
import {
  chooseModel,
  type InstalledModel,
  listModels,
  removeModel,
  starterId,
} from '../models/library.ts';
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
 * The model to work with; the starter is built for this machine when it is first needed.
 * @throws {StudioFailure} `no-model`, with what to do.
 */
export async function readyModel(
  { models, id, note }: Wanted,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<InstalledModel> {
  if (await needsStarter(models, id)) {
    note?.('Preparing the starter model …');
    const order = { checkpoint: shippedStarter(), models, id: starterId, precision: 'fp32' };
    try {
      await clearBrokenStarter(models);
      for await (const _ of buildModel(order, workshop, signal));
    } catch (thrown) {
      // Another process may have built it meanwhile: then all is well.
      if (await needsStarter(models, id)) throw thrown;
    }
  }
  return chooseModel(models, id);
}

/** One that another version of the studio built, or that was damaged, makes room for a new one. */
async function clearBrokenStarter(models: string): Promise<void> {
  const { broken } = await listModels(models);
  if (broken.some(({ id }) => id === starterId)) await removeModel(models, starterId);
}

async function needsStarter(models: string, id: string | undefined): Promise<boolean> {
  const config = path.join(shippedStarter(), 'config.json');
  if (shippedStarter() === '' || (await stat(config).catch(() => null)) === null) return false;
  const { installed } = await listModels(models);
  if (id === undefined) return installed.length === 0;
  return id === starterId && !installed.some(({ card }) => card.id === starterId);
}
