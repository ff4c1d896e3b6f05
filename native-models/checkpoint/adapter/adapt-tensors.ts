import { ModelFailure } from '../../failure.ts';
import { listNames } from '../sentence.ts';
import type { StoredTensor } from '../weight-file.ts';
import { mergeLowRank } from './merge.ts';

/** How PEFT names the two matrices of the module whose weight is adapted. */
const named = /^base_model\.model\.(.+)\.lora_(A|B)\.weight$/;

interface Pair {
  readonly A?: StoredTensor;
  readonly B?: StoredTensor;
}

/**
 * A checkpoint's tensors with an adapter merged in: those it adapts are worked out as they are
 * read, all others are as stored.
 *
 * @param stored By the names of the checkpoint's files.
 * @param adapter The tensors of the adapter's file.
 * @param scale Of every product.
 * @throws {ModelFailure} `bad-checkpoint` when the adapter is of another model.
 */
export function adaptTensors(
  stored: ReadonlyMap<string, StoredTensor>,
  adapter: readonly StoredTensor[],
  scale: number,
): Map<string, StoredTensor> {
  const adapted = new Map(stored);
  for (const [name, { A, B }] of pairsOf(adapter)) {
    const weight = stored.get(name);
    if (weight === undefined) throw foreign([name], 'which this checkpoint does not have');
    if (A === undefined || B === undefined) throw foreign([name], 'with one matrix of two');
    if (!fits(weight.dims, A.dims, B.dims)) {
      const dims = [B, A, weight].map((one) => `[${one.dims.join(', ')}]`);
      throw foreign([name], `with ${dims[0]!} times ${dims[1]!} for ${dims[2]!}`);
    }
    const lazy = () => mergeLowRank(weight.lazy(), { down: A.lazy(), up: B.lazy(), scale });
    adapted.set(name, { ...weight, lazy });
  }
  return adapted;
}

/** By the name of the weight that they adapt. */
function pairsOf(adapter: readonly StoredTensor[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  const unknown: string[] = [];
  for (const tensor of adapter) {
    const [, module, side] = named.exec(tensor.name) ?? [];
    if (module === undefined || side === undefined) {
      unknown.push(tensor.name);
      continue;
    }
    const name = `${module}.weight`;
    pairs.set(name, { ...pairs.get(name), [side]: tensor });
  }
  if (unknown.length > 0) throw foreign(unknown, 'which are no matrices of a plain LoRA adapter');
  if (pairs.size === 0) throw foreign([], 'which is nothing');
  return pairs;
}

function fits(weight: readonly number[], a: readonly number[], b: readonly number[]): boolean {
  const flat = weight.length === 2 && a.length === 2 && b.length === 2;
  return flat && b[0] === weight[0] && a[1] === weight[1] && a[0] === b[1] && a[0]! > 0;
}

function foreign(names: readonly string[], what: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected the adapter to adapt matrices of this checkpoint but received ` +
      `${[listNames(names), what].filter(Boolean).join(', ')}. ` +
      'Use an adapter that was trained on this model, in the same layout.',
  );
}
