import { tensorBytes, type WrittenTensor } from './written-tensor.ts';

/** One weight file. */
export interface Shard {
  readonly file: string;
  readonly tensors: readonly WrittenTensor[];
  readonly sizeBytes: number;
}

/** How the hub names the weight files of a format. */
export interface ShardNames {
  readonly stem: string;
  readonly ending: string;
}

/**
 * Cuts tensors, in order, into so many files of about one size, named as the hub names them.
 *
 * @param count From 1 to the number of tensors.
 */
export function splitInShards(
  tensors: readonly WrittenTensor[],
  count: number,
  { stem, ending }: ShardNames,
): Shard[] {
  const total = sumBytes(tensors);
  const groups: WrittenTensor[][] = Array.from({ length: count }, () => []);
  let before = 0;
  let at = -1;
  tensors.forEach((tensor, index) => {
    // By bytes, but however unequal the tensors are, no file is skipped and none left over.
    const bySize = Math.floor((before / total) * count);
    at = Math.max(Math.min(bySize, at + 1), index + count - tensors.length);
    groups[at]!.push(tensor);
    before += tensorBytes(tensor);
  });
  return groups.map((group, index) => ({
    file:
      count === 1
        ? `${stem}${ending}`
        : `${stem}-${digits(index + 1)}-of-${digits(count)}${ending}`,
    tensors: group,
    sizeBytes: sumBytes(group),
  }));
}

/** What goes into the index beside the files. */
export function indexOf(shards: readonly Shard[]): object {
  return {
    metadata: { total_size: shards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
    weight_map: Object.fromEntries(
      shards.flatMap(({ file, tensors }) => tensors.map(({ name }) => [name, file])),
    ),
  };
}

function sumBytes(tensors: readonly WrittenTensor[]): number {
  return tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
}

function digits(value: number): string {
  return String(value).padStart(5, '0');
}
