import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFailure } from '../failure.ts';
import { valueAt } from './config-field.ts';
import { readJson } from './json-text.ts';
import { listNames } from './sentence.ts';

/** Where an index promises each tensor. */
export interface WeightIndex {
  /** The index's own name. */
  readonly file: string;
  /** From tensor to weight file. */
  readonly homes: ReadonlyMap<string, string>;
}

/** The files a checkpoint keeps its weights in. */
export interface WeightFiles {
  readonly format: WeightFormat['format'];
  /** Names inside the folder. */
  readonly names: readonly string[];
  /** Null where one file needs no index. */
  readonly index: WeightIndex | null;
}

/** How the hub names the files of a format. */
interface WeightFormat {
  readonly format: 'safetensors' | 'torch';
  readonly single: string;
  readonly index: string;
  readonly ending: string;
}

/** Safetensors first: they hold nothing but numbers. */
const formats: readonly WeightFormat[] = [
  {
    format: 'safetensors',
    single: 'model.safetensors',
    index: 'model.safetensors.index.json',
    ending: '.safetensors',
  },
  {
    format: 'torch',
    single: 'pytorch_model.bin',
    index: 'pytorch_model.bin.index.json',
    ending: '.bin',
  },
];

/**
 * Finds the weights as the hub names them: one file, or shards with an index.
 *
 * @throws {ModelFailure} `bad-checkpoint` when there are none, some are missing, or they are in a
 *   format that is not read.
 */
export async function findWeightFiles(folder: string): Promise<WeightFiles> {
  const present = new Set(await readdir(folder));
  for (const format of formats) {
    if (present.has(format.single)) {
      return { format: format.format, names: [format.single], index: null };
    }
    if (present.has(format.index)) return findShards(folder, present, format);
  }
  throw noWeights(folder, [...present]);
}

async function findShards(
  folder: string,
  present: ReadonlySet<string>,
  format: WeightFormat,
): Promise<WeightFiles> {
  const homes = await readIndex(join(folder, format.index), format);
  const names = [...new Set(homes.values())].sort();
  const missing = names.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected the ${names.length} weight files that ${format.index} lists, but ` +
        `${missing.length} are missing in ${folder}: ${listNames(missing)}. Download them.`,
    );
  }
  return { format: format.format, names, index: { file: format.index, homes } };
}

async function readIndex(path: string, format: WeightFormat): Promise<Map<string, string>> {
  const map = valueAt(await readJson(path, format.index), 'weight_map');
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    const received = JSON.stringify(map ?? null).slice(0, 80);
    throw badIndex(format, 'a weight_map from tensor to file', received);
  }
  const homes = new Map<string, string>();
  for (const [tensor, file] of Object.entries(map) as [string, unknown][]) {
    if (typeof file !== 'string' || !isPlainName(file, format.ending)) {
      const received = JSON.stringify(file).slice(0, 200);
      throw badIndex(format, `names of ${format.ending} files in the same folder`, received);
    }
    homes.set(tensor, file);
  }
  if (homes.size === 0) throw badIndex(format, 'a weight_map with tensors', 'an empty one');
  return homes;
}

/** An index comes from strangers: it may name files beside it and nothing else. */
function isPlainName(file: string, ending: string): boolean {
  return file.length <= 255 && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(file) && file.endsWith(ending);
}

function badIndex(format: WeightFormat, expected: string, received: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${expected} in ${format.index} but received ${received}. Download the file again.`,
  );
}

function noWeights(folder: string, present: readonly string[]): ModelFailure {
  const wanted = formats.map(({ single }) => single).join(' or ');
  const expected = `Expected ${wanted}, or shards with their index, in ${folder} but `;
  const others = present.filter((name) => formats.some(({ ending }) => name.endsWith(ending)));
  if (others.length > 0) {
    return new ModelFailure(
      'bad-checkpoint',
      `${expected}found only ${listNames(others)}. Download the missing index, ` +
        'or give a single weight file that name.',
    );
  }
  return new ModelFailure(
    'bad-checkpoint',
    `${expected}found neither. Choose the folder of a downloaded Janus checkpoint.`,
  );
}
