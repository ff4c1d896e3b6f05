import type { JanusConfig } from '../checkpoint/janus-config.ts';
import type { Layout } from '../checkpoint/layout.ts';
import { elementCount } from '../checkpoint/lazy-tensor.ts';
import { janusTensors, unusedTensors } from '../checkpoint/names.ts';
import type { WrittenTensor } from './written-tensor.ts';
import { spreadOf } from './spread.ts';
import { bf16Table, fillValues, valueKey } from './values.ts';

/**
 * The tensors of a random Janus as a layout stores them. Values belong to the canonical name, so
 * a part of a tensor has that part of its values.
 */
export function randomTensors(config: JanusConfig, layout: Layout, seed: number): WrittenTensor[] {
  const fillerOf = randomFiller(seed);
  const used = janusTensors(config).flatMap(({ name, dims, stored }) => {
    const { names, dims: partDims } = stored[layout];
    const fill = fillerOf(name, dims);
    return names.map((storedName, part) => {
      const before = part * elementCount(partDims);
      return {
        name: storedName,
        dims: partDims,
        fill: (into: Uint16Array, first: number) => {
          fill(into, before + first);
        },
      };
    });
  });
  if (layout === 'transformers') return used;
  // Published files of the DeepSeek layout carry these along.
  const unused = unusedTensors(config).map(({ name, dims }) => {
    return { name, dims, fill: fillerOf(name, dims) };
  });
  return [...used, ...unused];
}

/** Makes the filler of each tensor. Few spreads serve hundreds of tensors, so tables are kept. */
function randomFiller(seed: number) {
  const tables = new Map<string, Uint16Array>();
  return (name: string, dims: readonly number[]): WrittenTensor['fill'] => {
    const key = valueKey(seed, name);
    const spread = spreadOf(name, dims);
    const { centre, reach } = spread;
    const tableKey = `${centre} ± ${reach}`;
    return (into, first) => {
      const table = tables.get(tableKey) ?? bf16Table(spread);
      tables.set(tableKey, table);
      fillValues(into, key, table, first);
    };
  };
}
