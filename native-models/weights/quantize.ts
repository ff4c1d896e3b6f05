import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import { ModelFailure } from '../failure.ts';
import { readFloat32 } from './cast.ts';

/** Columns that share one scale: what ONNX Runtime's fast kernels take on every device (performance.md §0). */
export const blockSize = 32;

/** A quantised matrix in the layout of `com.microsoft.MatMulNBits`, symmetric, without zero points. */
export interface Quantized {
  readonly bits: 4 | 8;
  readonly rows: number;
  readonly columns: number;
  /** Blocks a row: columns / 32, rounded up; the last may be padded with zeros. */
  readonly blocks: number;
  /** uint8 [rows, blocks, 4 · bits]: two 4-bit numbers a byte, the lower half first, or one 8-bit number. */
  readonly packed: () => AsyncIterable<Uint8Array>;
  /** float32 [rows, blocks]. Known once `packed` was read to its end. */
  readonly scales: () => Float32Array;
}

/** A matrix to be quantised while it is written. @param tensor [rows, columns] */
export function quantize(tensor: LazyTensor, bits: 4 | 8): Quantized {
  const [rows = 0, columns = 0] = tensor.dims;
  const blocks = Math.ceil(columns / blockSize);
  let scales: Float32Array | null = null;
  return {
    bits,
    rows,
    columns,
    blocks,
    async *packed() {
      const found = new Float32Array(rows * blocks);
      let row = 0;
      for await (const some of wholeRows(tensor, columns)) {
        yield packRows(some, columns, bits, found.subarray(row * blocks));
        row += some.length / columns;
      }
      scales = found;
    },
    scales() {
      if (scales) return scales;
      throw new ModelFailure(
        'bad-request',
        `Expected the numbers of ${tensor.name} to be packed before its scales.`,
      );
    },
  };
}

/** A tensor's values, whole rows at a time. */
async function* wholeRows(tensor: LazyTensor, columns: number): AsyncGenerator<Float32Array> {
  let rest = new Float32Array(0);
  for await (const floats of readFloat32(tensor)) {
    const joined = new Float32Array(rest.length + floats.length);
    joined.set(rest);
    joined.set(floats, rest.length);
    const whole = joined.length - (joined.length % columns);
    if (whole > 0) yield joined.subarray(0, whole);
    rest = joined.slice(whole);
  }
}

/**
 * Packs whole rows.
 * @param floats [rows, columns] @param scales Receives a scale for each block. [rows, blocks]
 * @returns [rows, blocks, 4 · bits]
 */
export function packRows(
  floats: Float32Array,
  columns: number,
  bits: 4 | 8,
  scales: Float32Array,
): Uint8Array {
  const rows = floats.length / columns;
  const blocks = Math.ceil(columns / blockSize);
  const blobBytes = (blockSize * bits) / 8;
  const packed = new Uint8Array(rows * blocks * blobBytes);
  const middle = 2 ** (bits - 1);
  const whole = new Int8Array(blockSize);
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const start = row * columns + block * blockSize;
      const end = Math.min(start + blockSize, (row + 1) * columns);
      scales[row * blocks + block] = roundBlock(floats, start, end, middle, whole);
      const to = (row * blocks + block) * blobBytes;
      for (let i = 0; i < blockSize; i++) {
        const code = i < end - start ? whole[i]! + middle : middle;
        if (bits === 8) packed[to + i] = code;
        else packed[to + (i >> 1)]! |= code << (4 * (i & 1));
      }
    }
  }
  return packed;
}

/** Changes of the plain scale that are tried at 4 bits; at 8 bits there is nothing to gain. */
const tried = { 4: [0.88, 0.92, 0.96, 1, 1.04, 1.08, 1.12], 8: [1] } as const;

/**
 * Rounds one block to whole numbers from −middle to middle − 1, with the scale of the smallest
 * squared error that a search finds.
 *
 * The number of the largest magnitude is set near −middle, the end that reaches one step further;
 * around that scale some others are tried, and for the whole numbers each gives, the best scale is
 * known: Σxq / Σq², which leaves the error Σx² − (Σxq)² / Σq².
 * @param whole Receives the whole numbers.
 * @returns The scale: value ≈ scale · whole number.
 */
function roundBlock(
  floats: Float32Array,
  start: number,
  end: number,
  middle: number,
  whole: Int8Array,
): number {
  let largest = 0;
  for (let i = start; i < end; i++) {
    if (Math.abs(floats[i]!) > Math.abs(largest)) largest = floats[i]!;
  }
  if (largest === 0) {
    whole.fill(0);
    return 0;
  }
  let best = 0;
  let bestGain = -1;
  for (const change of middle === 8 ? tried[4] : tried[8]) {
    const inverse = (-middle * change) / largest;
    const gain = gainOf(floats, start, end, inverse, middle);
    if (gain > bestGain) {
      bestGain = gain;
      best = inverse;
    }
  }
  let products = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const q = roundTo(floats[i]! * best, middle);
    whole[i - start] = q;
    products += floats[i]! * q;
    squares += q * q;
  }
  return products / squares;
}

/** (Σxq)² / Σq²: how much of the squared length the whole numbers catch at their best scale. */
function gainOf(
  floats: Float32Array,
  start: number,
  end: number,
  inverse: number,
  middle: number,
): number {
  let products = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const x = floats[i]!;
    const q = roundTo(x * inverse, middle);
    products += x * q;
    squares += q * q;
  }
  return squares === 0 ? -1 : (products * products) / squares;
}

function roundTo(x: number, middle: number): number {
  const q = Math.floor(x + 0.5);
  return q < -middle ? -middle : q > middle - 1 ? middle - 1 : q;
}
