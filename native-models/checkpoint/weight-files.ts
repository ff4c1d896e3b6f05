import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFailure } from '../failure.ts';
import { valueAt } from './config-field.ts';
import { readJson } from './json-text.ts';
import { listNames } from './sentence.ts';

/** The files a checkpoint keeps its weights in. */
export interface WeightFiles {
  /** Names inside the folder. */
  readonly names: readonly string[];
  /** Which file the index promises each tensor in; null where one file needs no index. */
  readonly index: ReadonlyMap<string, string> | null;
}

const singleFile = 'model.safetensors';
const indexFile = 'model.safetensors.index.json';

/**
 * Finds the weights as the hub names them: one file, or shards with an index.
 *
 * @throws {ModelFailure} `bad-checkpoint` when there are none, some are missing, or they are in a
 *   format that is not read.
 */
export async function findWeightFiles(folder: string): Promise<WeightFiles> {
  const present = new Set(await readdir(folder));
  if (present.has(singleFile)) return { names: [singleFile], index: null };
  if (!present.has(indexFile)) throw noWeights(folder, [...present]);
  const index = await readIndex(join(folder, indexFile));
  const names = [...new Set(index.values())].sort();
  const missing = names.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected the ${names.length} weight files that ${indexFile} lists, but ` +
        `${missing.length} are missing in ${folder}: ${listNames(missing)}. Download them.`,
    );
  }
  return { names, index };
}

async function readIndex(path: string): Promise<Map<string, string>> {
  const map = valueAt(await readJson(path, indexFile), 'weight_map');
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw badIndex('a weight_map from tensor to file', JSON.stringify(map ?? null).slice(0, 80));
  }
  const index = new Map<string, string>();
  for (const [tensor, file] of Object.entries(map) as [string, unknown][]) {
    if (typeof file !== 'string' || !isPlainName(file)) {
      throw badIndex(
        'names of .safetensors files in the same folder',
        JSON.stringify(file).slice(0, 200),
      );
    }
    index.set(tensor, file);
  }
  if (index.size === 0) throw badIndex('a weight_map with tensors', 'an empty one');
  return index;
}

/** An index comes from strangers: it may name files beside it and nothing else. */
function isPlainName(file: string): boolean {
  return file.length <= 255 && /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.safetensors$/.test(file);
}

function badIndex(expected: string, received: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${expected} in ${indexFile} but received ${received}. Download the file again.`,
  );
}

function noWeights(folder: string, present: readonly string[]): ModelFailure {
  const pickled = present.filter((name) => /^pytorch_model.*\.bin$/.test(name));
  const others = present.filter((name) => name.endsWith('.safetensors'));
  const expected = `Expected ${singleFile} or ${indexFile} in ${folder} but `;
  if (pickled.length > 0) {
    return new ModelFailure(
      'bad-checkpoint',
      `${expected}found PyTorch's own format, which is not read yet: ${listNames(pickled)}. ` +
        'Take a safetensors version of the same model: deepseek-community/Janus-Pro-1B or -7B, ' +
        'or save this one again with transformers (save_pretrained).',
    );
  }
  if (others.length > 0) {
    return new ModelFailure(
      'bad-checkpoint',
      `${expected}found only ${listNames(others)}. Download the missing index, ` +
        `or name a single weight file ${singleFile}.`,
    );
  }
  return new ModelFailure(
    'bad-checkpoint',
    `${expected}found neither. Choose the folder of a downloaded Janus checkpoint.`,
  );
}
