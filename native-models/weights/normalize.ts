import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import { readWhole } from './cast.ts';

/**
 * The tensor with each row scaled to length 1, as DeepSeek's VQ looks its codes up
 * (deepseek-ai/Janus `vq_model.py`, `F.normalize(embedding, p=2, dim=-1)`, ε 1e-12).
 * @param tensor [rows, size], small enough to be held.
 */
export function normalizedRows(tensor: LazyTensor): LazyTensor {
  const size = tensor.dims.at(-1) ?? 1;
  return {
    name: `${tensor.name}.normalized`,
    type: 'F32',
    dims: tensor.dims,
    async *read() {
      const values = await readWhole(tensor);
      for (let start = 0; start < values.length; start += size) {
        const row = values.subarray(start, start + size);
        const length = Math.max(Math.hypot(...row), 1e-12);
        row.forEach((value, i) => (row[i] = value / length));
      }
      yield new Uint8Array(values.buffer);
    },
  };
}
