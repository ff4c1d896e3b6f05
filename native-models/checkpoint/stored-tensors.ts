import { ModelFailure } from '../failure.ts';
import type { HeaderEntry } from './header.ts';
import type { LazyTensor } from './lazy-tensor.ts';
import type { SafetensorsFile } from './safetensors.ts';
import { listNames } from './sentence.ts';

/** A tensor as a file stores it, under the file's own name. */
export interface StoredTensor {
  readonly entry: HeaderEntry;
  /** Makes it readable; refuses types that no weight may have. */
  readonly lazy: () => LazyTensor;
}

/**
 * All tensors of all files by their stored names.
 *
 * @param index Where the index promises each tensor, or null when there is none.
 * @throws {ModelFailure} `bad-checkpoint` when a name is stored twice, or index and files differ.
 */
export function gatherTensors(
  files: readonly SafetensorsFile[],
  index: ReadonlyMap<string, string> | null,
): Map<string, StoredTensor> {
  const gathered = new Map<string, StoredTensor>();
  const home = new Map<string, string>();
  const twice: string[] = [];
  for (const file of files) {
    for (const entry of file.entries) {
      if (home.has(entry.name)) twice.push(entry.name);
      home.set(entry.name, file.name);
      gathered.set(entry.name, { entry, lazy: () => file.tensor(entry) });
    }
  }
  if (twice.length > 0) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected every tensor in one weight file, but ${twice.length} are in several: ` +
        `${listNames(twice)}. The files are of different checkpoints; download them again.`,
    );
  }
  if (index !== null) checkIndex(index, home);
  return gathered;
}

function checkIndex(index: ReadonlyMap<string, string>, home: ReadonlyMap<string, string>): void {
  const astray = [...index.keys()].filter((name) => home.get(name) !== index.get(name));
  const unlisted = [...home.keys()].filter((name) => !index.has(name));
  if (astray.length + unlisted.length === 0) return;
  const parts = [
    ...(astray.length > 0 ? [`${astray.length} are not where it says: ${listNames(astray)}`] : []),
    ...(unlisted.length > 0 ? [`${unlisted.length} are not in it: ${listNames(unlisted)}`] : []),
  ];
  throw new ModelFailure(
    'bad-checkpoint',
    `Expected the weight files to hold what model.safetensors.index.json says, but of their ` +
      `tensors ${parts.join('; ')}. The files are of different checkpoints; download them again.`,
  );
}
