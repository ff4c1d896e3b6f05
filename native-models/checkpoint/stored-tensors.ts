import { ModelFailure } from '../failure.ts';
import { listNames } from './sentence.ts';
import type { StoredTensor, WeightFile } from './weight-file.ts';
import type { WeightIndex } from './weight-files.ts';

/**
 * All tensors of all files by their stored names.
 *
 * @param index Where the index promises each tensor, or null when there is none.
 * @throws {ModelFailure} `bad-checkpoint` when a name is stored twice, or index and files differ.
 */
export function gatherTensors(
  files: readonly WeightFile[],
  index: WeightIndex | null,
): Map<string, StoredTensor> {
  const gathered = new Map<string, StoredTensor>();
  const home = new Map<string, string>();
  const twice: string[] = [];
  for (const file of files) {
    for (const tensor of file.tensors) {
      if (home.has(tensor.name)) twice.push(tensor.name);
      home.set(tensor.name, file.name);
      gathered.set(tensor.name, tensor);
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

function checkIndex({ file, homes }: WeightIndex, home: ReadonlyMap<string, string>): void {
  const astray = [...homes.keys()].filter((name) => home.get(name) !== homes.get(name));
  const unlisted = [...home.keys()].filter((name) => !homes.has(name));
  if (astray.length + unlisted.length === 0) return;
  const parts = [
    ...(astray.length > 0 ? [`${astray.length} are not where it says: ${listNames(astray)}`] : []),
    ...(unlisted.length > 0 ? [`${unlisted.length} are not in it: ${listNames(unlisted)}`] : []),
  ];
  throw new ModelFailure(
    'bad-checkpoint',
    `Expected the weight files to hold what ${file} says, but of their ` +
      `tensors ${parts.join('; ')}. The files are of different checkpoints; download them again.`,
  );
}
