import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json-text.ts';
import { openSafetensors } from '../safetensors.ts';
import type { WeightFile } from '../weight-file.ts';
import { adapterConfigFile, parseAdapterConfig } from './adapter-config.ts';

/** Where a checkpoint's folder keeps the adapter that belongs to it. */
const adapterFolder = 'adapter';
const adapterWeights = 'adapter_model.safetensors';

/** An adapter that is to be merged into a checkpoint's weights. */
export interface Adapter {
  readonly weights: WeightFile;
  /** Of every product of its matrices. */
  readonly scale: number;
}

/**
 * Opens the adapter in a checkpoint's folder: `adapter/adapter_config.json` and its weights, as
 * PEFT saves them. Reads its config and the header of its weights.
 *
 * @returns Undefined where there is none.
 * @throws {ModelFailure} `bad-checkpoint`
 */
export async function openAdapter(checkpoint: string): Promise<Adapter | undefined> {
  const config = join(checkpoint, adapterFolder, adapterConfigFile);
  if ((await stat(config).catch(() => null)) === null) return undefined;
  const scale = parseAdapterConfig(await readJson(config, `${adapterFolder}/${adapterConfigFile}`));
  return { weights: await openSafetensors(join(checkpoint, adapterFolder, adapterWeights)), scale };
}
