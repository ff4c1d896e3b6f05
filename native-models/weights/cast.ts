import { elementBytes, type LazyTensor, type TensorType } from '../checkpoint/lazy-tensor.ts';
import { ModelFailure } from '../failure.ts';

/**
 * Little-endian bfloat16, float16 or float32 → float32, exactly: every value of the two short
 * formats is a float32.
 * @param type How the bytes are to be read.
 * @param bytes Whole elements. Read where they lie when aligned, else copied first.
 * @returns [bytes.length / elementBytes[type]]; for F32 it may share memory with `bytes`.
 */
export function toFloat32(type: TensorType, bytes: Uint8Array): Float32Array {
  const size = elementBytes[type];
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = bytes.byteLength / size;
  if (type === 'F32') return new Float32Array(aligned.buffer, aligned.byteOffset, count);
  if (type === 'F16')
    return new Float32Array(new Float16Array(aligned.buffer, aligned.byteOffset, count));
  const halves = new Uint16Array(aligned.buffer, aligned.byteOffset, count);
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/**
 * float32 → little-endian bfloat16, float16 or float32, rounded to the nearest, ties to even.
 * @param floats Finite numbers.
 * @returns [floats.length · elementBytes[type]]; for F32 it shares memory with `floats`.
 */
export function toStored(type: TensorType, floats: Float32Array): Uint8Array {
  if (type === 'F32') return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  if (type === 'F16') return new Uint8Array(new Float16Array(floats).buffer);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(floats.length);
  for (let i = 0; i < bits.length; i++) {
    halves[i] = (bits[i]! + 0x7fff + ((bits[i]! >>> 16) & 1)) >>> 16;
  }
  return new Uint8Array(halves.buffer);
}

/**
 * A tensor's values as float32, chunk by chunk, in order.
 * @throws {ModelFailure} `bad-checkpoint` at the first NaN or infinity: no weight of a sound model is one.
 */
export async function* readFloat32(tensor: LazyTensor): AsyncGenerator<Float32Array> {
  let done = 0;
  for await (const bytes of tensor.read()) {
    const floats = toFloat32(tensor.type, bytes);
    const wrong = firstNotFinite(floats);
    if (wrong >= 0) {
      throw new ModelFailure(
        'bad-checkpoint',
        `Expected every weight to be a finite number, but element ${done + wrong} of ` +
          `${tensor.name} is ${floats[wrong]!}. The file is damaged or the training diverged; ` +
          'download the checkpoint again.',
      );
    }
    done += floats.length;
    yield floats;
  }
}

function firstNotFinite(floats: Float32Array): number {
  for (let i = 0; i < floats.length; i++) if (!Number.isFinite(floats[i])) return i;
  return -1;
}

/** All values of a small tensor. [product of dims] */
export async function readWhole(tensor: LazyTensor): Promise<Float32Array> {
  const whole = new Float32Array(tensor.dims.reduce((product, size) => product * size, 1));
  let at = 0;
  for await (const floats of readFloat32(tensor)) {
    whole.set(floats, at);
    at += floats.length;
  }
  return whole;
}
