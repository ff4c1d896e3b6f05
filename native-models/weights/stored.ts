import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import { ModelFailure } from '../failure.ts';
import type { Weight } from '../onnx/graph.ts';
import { readFloat32 } from './cast.ts';
import type { Quantized } from './quantize.ts';

/** What becomes of a checkpoint's tensor in a graph: the same numbers in the form they are stored in. */

/** As float32. */
export function asFloat32({ name, dims, ...tensor }: LazyTensor): Weight {
  return {
    name,
    type: 'float32',
    dims,
    async *read() {
      for await (const floats of readFloat32({ name, dims, ...tensor })) yield bytesIn(floats);
    },
  };
}

/**
 * As float16, the nearest.
 * @throws {ModelFailure} `bad-checkpoint` while reading, at the first number beyond float16's ±65,504.
 */
export function asFloat16({ name, dims, ...tensor }: LazyTensor): Weight {
  return {
    name: `${name}.float16`,
    type: 'float16',
    dims,
    async *read() {
      for await (const floats of readFloat32({ name, dims, ...tensor })) {
        const halves = new Float16Array(floats);
        const wrong = halves.findIndex((half) => !Number.isFinite(half));
        if (wrong >= 0) throw tooLarge(name, floats[wrong]!);
        yield bytesIn(halves);
      }
    },
  };
}

/** The two weights of a quantised matrix, to be made in this order. */
export function asQuantized(
  name: string,
  matrix: Quantized,
): readonly [packed: Weight, scales: Weight] {
  const { bits, rows, blocks } = matrix;
  return [
    {
      name: `${name}.int${bits}`,
      type: 'uint8',
      dims: [rows, blocks, 4 * bits],
      read: matrix.packed,
    },
    {
      name: `${name}.int${bits}.scales`,
      type: 'float32',
      dims: [rows * blocks],
      async *read() {
        yield bytesIn(await Promise.resolve(matrix.scales()));
      },
    },
  ];
}

function tooLarge(name: string, value: number): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected every number of ${name} to be within float16's ±65,504, but one is ${value}. Build the model as fp32.`,
  );
}

function bytesIn(array: Float32Array | Float16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
