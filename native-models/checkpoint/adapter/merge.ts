import { readWhole, toFloat32, toStored } from '../../weights/cast.ts';
import type { LazyTensor } from '../lazy-tensor.ts';

/** The two thin matrices of one weight `[out, in]`. */
export interface LowRank {
  /** `lora_A` `[rank, in]` */
  readonly down: LazyTensor;
  /** `lora_B` `[out, rank]` */
  readonly up: LazyTensor;
  /** What their product is multiplied by. */
  readonly scale: number;
}

/**
 * `W + scale · B A`, worked out chunk by chunk while it is read, in the type of `W`.
 *
 * @param weight `[out, in]`
 * @see Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2021), equation 3
 */
export function mergeLowRank(weight: LazyTensor, { down, up, scale }: LowRank): LazyTensor {
  const columns = weight.dims[1]!;
  return {
    ...weight,
    async *read() {
      const [a, b] = [await readWhole(down), await readWhole(up)];
      const product = { a, b, scale, columns, rank: down.dims[0]! };
      let done = 0;
      for await (const bytes of weight.read()) {
        const floats = toFloat32(weight.type, bytes).slice();
        addProduct(floats, done, product);
        done += floats.length;
        yield toStored(weight.type, floats);
      }
    },
  };
}

interface Product {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly scale: number;
  readonly columns: number;
  readonly rank: number;
}

/** Adds the product to a run of elements, row-major, that begins at element `first` of the whole. */
function addProduct(
  run: Float32Array,
  first: number,
  { a, b, scale, columns, rank }: Product,
): void {
  for (let at = 0; at < run.length;) {
    const row = Math.floor((first + at) / columns);
    const column = (first + at) % columns;
    const length = Math.min(columns - column, run.length - at);
    for (let k = 0; k < rank; k++) {
      const factor = scale * b[row * rank + k]!;
      const from = k * columns + column;
      for (let i = 0; i < length; i++) run[at + i]! += factor * a[from + i]!;
    }
    at += length;
  }
}
