import { access, constants, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ModelFailure } from '../failure.ts';
import { adaptTensors } from './adapter/adapt-tensors.ts';
import { openAdapter } from './adapter/open-adapter.ts';
import { canonicalTensors } from './canonical.ts';
import { valueAt } from './config-field.ts';
import { parseConfig, type JanusConfig } from './config.ts';
import { readJson } from './json-text.ts';
import type { Layout } from './layout.ts';
import type { LazyTensor } from './lazy-tensor.ts';
import { readOrigin, type Origin } from './origin.ts';
import { openSafetensors } from './safetensors.ts';
import { gatherTensors } from './stored-tensors.ts';
import { openTorch } from './torch/torch-file.ts';
import type { WeightFile } from './weight-file.ts';
import { findWeightFiles } from './weight-files.ts';

/** A Janus in a folder, checked whole and still on disk. */
export interface Checkpoint {
  /** Absolute. */
  readonly folder: string;
  readonly layout: Layout;
  readonly config: JanusConfig;
  /** Whether a low-rank adapter in the folder is merged into the weights. */
  readonly adapted: boolean;
  /** By canonical name: exactly `janusTensors(config)`. Readable until `close`. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** Path of its tokenizer.json. */
  readonly tokenizerFile: string;
  /** Repository and commit where the folder tells them, else its name. */
  readonly source: Origin['source'];
  /** As the folder calls it, or `unknown`. */
  readonly licence: string;
  /** The licence itself, where the folder holds it. At most 64 KiB. */
  readonly licenceText: string | null;
  /** What its model card says it is for, if it does. */
  readonly purpose: string | undefined;
  /** The guidance that its publisher draws with, if it says. */
  readonly guidance: number | undefined;
  /** Closes the weight files. */
  close(): Promise<void>;
}

/**
 * Opens a checkpoint folder as it comes from the hub, in DeepSeek's or transformers' layout, in
 * safetensors or PyTorch's own format. Reads its config and the headers of its weights, and none
 * of the weights. A low-rank adapter in the folder's `adapter/` is merged into them as they are read.
 *
 * @throws {ModelFailure} `bad-checkpoint`, saying what was expected, what came and what to do.
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const root = resolve(folder);
  const json = await readConfig(root);
  const layout = layoutOf(json);
  const config = parseConfig(json, layout);
  const tokenizerFile = join(root, 'tokenizer.json');
  await demandFile(tokenizerFile, 'Download it from where the weights come from.');
  const origin = await readOrigin(root, json);
  const weights = await findWeightFiles(root);
  const openWeights = weights.format === 'torch' ? openTorch : openSafetensors;
  const files: WeightFile[] = [];
  try {
    for (const name of weights.names) files.push(await openWeights(join(root, name)));
    const stored = gatherTensors(files, weights.index);
    const adapter = await openAdapter(root);
    if (adapter !== undefined) files.push(adapter.weights);
    const merged = adapter ? adaptTensors(stored, adapter.weights.tensors, adapter.scale) : stored;
    const tensors = canonicalTensors(merged, config, layout);
    const close = (): Promise<void> => closeAll(files);
    const adapted = adapter !== undefined;
    return { folder: root, layout, config, adapted, tensors, tokenizerFile, ...origin, close };
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

async function readConfig(folder: string): Promise<unknown> {
  const path = join(folder, 'config.json');
  await demandFile(path, 'Choose the folder of a downloaded Janus checkpoint.');
  return readJson(path, 'config.json');
}

/** @throws {ModelFailure} `bad-checkpoint` for another model. */
function layoutOf(json: unknown): Layout {
  const type = valueAt(json, 'model_type');
  if (type === 'janus') return 'transformers';
  if (type === 'multi_modality' && valueAt(json, 'vision_gen_enc_config') === undefined) {
    return 'deepseek';
  }
  const received =
    type === 'multi_modality'
      ? 'a JanusFlow, which is another model'
      : JSON.stringify(type ?? null);
  throw new ModelFailure(
    'bad-checkpoint',
    'Expected model_type in config.json to be "multi_modality" (DeepSeek) or "janus" ' +
      `(transformers) but received ${received.slice(0, 80)}. ` +
      'Use Janus-1.3B, Janus-Pro-1B or Janus-Pro-7B.',
  );
}

async function demandFile(path: string, advice: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isFile()) return;
  } catch {
    // Said below, in words for the person who chose the folder.
  }
  throw new ModelFailure('bad-checkpoint', `Expected ${path} but it cannot be read. ${advice}`);
}

async function closeAll(files: readonly WeightFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}
