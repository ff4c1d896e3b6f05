import { describe, expect, test } from 'vitest';
import type { LazyTensor, TensorType } from '../../../native-models/checkpoint/lazy-tensor.ts';
import {
  readFloat32,
  readWhole,
  toFloat32,
  toStored,
} from '../../../native-models/weights/cast.ts';
import { normalizedRows } from '../../../native-models/weights/normalize.ts';

const every16 = Uint16Array.from({ length: 65_536 }, (_, i) => i);

function tensorOf(type: TensorType, dims: number[], ...chunks: Uint8Array[]): LazyTensor {
  return {
    name: 'test.weight',
    type,
    dims,
    async *read() {
      await Promise.resolve();
      yield* chunks;
    },
  };
}

describe('toFloat32', () => {
  test('reads every bfloat16 as the upper half of a float32', () => {
    const floats = toFloat32('BF16', new Uint8Array(every16.buffer));
    const bits = new Uint32Array(floats.buffer);
    expect(bits.every((value, i) => value === i * 65_536)).toBe(true);
  });

  test('reads every float16 by the formula of IEEE 754', () => {
    const floats = toFloat32('F16', new Uint8Array(every16.buffer));
    for (const [bits, value] of floats.entries()) {
      const sign = bits & 0x8000 ? -1 : 1;
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      if (exponent === 31) expect(value).toBe(fraction ? NaN : sign * Infinity);
      else if (exponent === 0) expect(value).toBe(sign * fraction * 2 ** -24);
      else expect(value).toBe(sign * (1 + fraction / 1024) * 2 ** (exponent - 15));
    }
  });

  test('reads bytes that lie anywhere', () => {
    const bytes = new Uint8Array(9);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
    expect(toFloat32('F32', bytes.subarray(1))).toEqual(Float32Array.of(1.5, -2));
  });
});

describe('toStored', () => {
  test.each(['BF16', 'F16'] as const)('keeps what a %s can say', (type) => {
    const floats = toFloat32(type, new Uint8Array(every16.buffer));
    const back = new Uint16Array(toStored(type, floats.slice()).buffer);
    for (const [i, value] of floats.entries()) if (Number.isFinite(value)) expect(back[i]).toBe(i);
  });

  test('rounds to the nearest bfloat16, and from the middle to the even one', () => {
    const bits = Uint32Array.of(0x3f80_7fff, 0x3f80_8000, 0x3f80_8001, 0x3f81_8000, 0xbf81_8000);
    const stored = toStored('BF16', new Float32Array(bits.buffer));
    const rounded = [0x3f80, 0x3f80, 0x3f81, 0x3f82, 0xbf82];
    expect([...new Uint16Array(stored.buffer)]).toEqual(rounded);
  });

  test('leaves float32 as it is', () => {
    const stored = toStored('F32', Float32Array.of(1.5, -2).subarray(1));
    expect(toFloat32('F32', stored)).toEqual(Float32Array.of(-2));
  });
});

test.each([
  ['NaN', 0x7fc0],
  ['-Infinity', 0xff80],
])('refuses a weight that is %s, and says which', async (name, bits) => {
  const good = new Uint8Array(Uint16Array.of(0x3f80, 0x3f80).buffer);
  const bad = new Uint8Array(Uint16Array.of(0x3f80, bits).buffer);
  const reading = readWhole(tensorOf('BF16', [4], good, bad));
  await expect(reading).rejects.toMatchObject({ code: 'bad-checkpoint' });
  await expect(reading).rejects.toThrow(`element 3 of test.weight is ${name}`);
});

test('scales each row to length 1, and leaves a row of zeros', async () => {
  const rows = new Uint8Array(Float32Array.of(3, 4, 0, 0, -2, 0).buffer);
  const normalized = normalizedRows(tensorOf('F32', [3, 2], rows));
  const values: number[] = [];
  for await (const floats of readFloat32(normalized)) values.push(...floats);
  expect(values).toEqual([0.6, 0.8, 0, 0, -1, 0].map(Math.fround));
});
