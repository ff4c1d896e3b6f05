import { ModelFailure } from '../failure.ts';
import type { JanusConfig } from './janus-config.ts';
import type { Layout } from './layout.ts';
import { concatTensors, elementBytes, reshapeTensor, type LazyTensor } from './lazy-tensor.ts';
import { janusTensors, unusedName, type JanusTensor } from './names.ts';
import { listNames } from './sentence.ts';
import type { StoredTensor } from './weight-file.ts';

/** What keeps stored tensors from being a Janus, each kind by stored name. */
interface Faults {
  readonly missing: string[];
  readonly unknown: string[];
  readonly misshapen: string[];
  readonly unreadable: string[];
}

/**
 * Gives the tensors of a checkpoint their canonical names and dims, exactly those of
 * `janusTensors(config)` and in that order.
 *
 * @throws {ModelFailure} `bad-checkpoint`, with everything that is wrong at once.
 */
export function canonicalTensors(
  stored: ReadonlyMap<string, StoredTensor>,
  config: JanusConfig,
  layout: Layout,
): Map<string, LazyTensor> {
  const rows = janusTensors(config);
  const faults = findFaults(stored, rows, layout);
  if (Object.values(faults).some((names: string[]) => names.length > 0)) {
    throw explain(faults, stored, config);
  }
  return new Map(rows.map((row) => [row.name, assemble(row, stored, layout)]));
}

function assemble(
  row: JanusTensor,
  stored: ReadonlyMap<string, StoredTensor>,
  layout: Layout,
): LazyTensor {
  const parts = row.stored[layout].names.map((name) => stored.get(name)!.lazy());
  return reshapeTensor(concatTensors(row.name, parts), row.dims);
}

function findFaults(
  stored: ReadonlyMap<string, StoredTensor>,
  rows: readonly JanusTensor[],
  layout: Layout,
): Faults {
  const faults: Faults = { missing: [], unknown: [], misshapen: [], unreadable: [] };
  const wanted = new Set<string>();
  for (const { names, dims } of rows.map((row) => row.stored[layout])) {
    for (const name of names) {
      wanted.add(name);
      const entry = stored.get(name);
      if (entry === undefined) {
        faults.missing.push(name);
      } else if (entry.dims.join() !== dims.join()) {
        faults.misshapen.push(`${name} [${dims.join(', ')}] as [${entry.dims.join(', ')}]`);
      } else if (!Object.hasOwn(elementBytes, entry.dtype)) {
        faults.unreadable.push(`${name} ${entry.dtype.slice(0, 40)}`);
      }
    }
  }
  for (const name of stored.keys()) {
    if (!wanted.has(name) && !unusedName(name)) faults.unknown.push(name);
  }
  return faults;
}

/** One message with all of it, the likeliest reason first. */
function explain(
  faults: Faults,
  stored: ReadonlyMap<string, StoredTensor>,
  config: JanusConfig,
): ModelFailure {
  const kinds = [
    ['missing', faults.missing],
    ['unknown', faults.unknown],
    ['of other dims than config.json says', faults.misshapen],
    ['of a type that is not read (BF16, F16 and F32 are)', faults.unreadable],
  ] as const;
  const found = kinds
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${names.length} ${kind}: ${listNames(names)}`);
  return new ModelFailure(
    'bad-checkpoint',
    [
      ...reasons(faults, stored, config),
      `Expected the tensors of the Janus that config.json describes but received ${found.join('; ')}.`,
      'Check that config.json and the weights are of one checkpoint, and download what is damaged.',
    ].join(' '),
  );
}

function reasons(
  { missing }: Faults,
  stored: ReadonlyMap<string, StoredTensor>,
  config: JanusConfig,
): string[] {
  const depths = [
    ['decoder', config.decoder.layers, /language_model\.(?:model\.)?layers\.(\d{1,6})\./],
    [
      'vision',
      config.vision.layers,
      /vision_(?:tower\.blocks|model\.encoder\.layers)\.(\d{1,6})\./,
    ],
  ] as const;
  const said = depths
    .map(([part, layers, pattern]) => ({ part, layers, counted: countLayers(stored, pattern) }))
    .filter(({ layers, counted }) => counted !== 0 && counted !== layers)
    .map(
      ({ part, layers, counted }) =>
        `config.json says ${layers} ${part} layers but the weights have ${counted}.`,
    );
  if (missing.some((name) => name.endsWith('lm_head.weight'))) {
    said.push(
      'lm_head.weight is missing: Janus does not share it with the embedding, so answers cannot ' +
        'be computed without it, and the file was saved by a program that took it for shared.',
    );
  }
  return said;
}

function countLayers(stored: ReadonlyMap<string, StoredTensor>, pattern: RegExp): number {
  let count = 0;
  for (const name of stored.keys()) {
    const layer = pattern.exec(name)?.[1];
    if (layer !== undefined) count = Math.max(count, Number(layer) + 1);
  }
  return count;
}
