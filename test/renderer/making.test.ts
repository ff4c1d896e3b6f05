import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Making } from '../../preload/contract/making.ts';
import { step, unpack, type Steps } from '../../renderer/making/grid.ts';
import { openness, sayable, summarise } from '../../renderer/odds/odds.ts';

const bytes = (numbers: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

function makingOf(logs: readonly number[], grid = 4, given = 0): Making {
  const count = logs.length;
  return {
    picture: {} as Making['picture'],
    grid,
    given,
    tokens: bytes(Uint32Array.from(logs, (_, at) => 7 * at)),
    odds: {
      logProbabilities: bytes(Float32Array.from(logs)),
      entropies: bytes(Float32Array.from(logs, (log) => (Number.isNaN(log) ? NaN : Math.LN2))),
      likeliest: bytes(Uint32Array.from({ length: 8 * count }, (_, at) => at)),
    },
    family: [],
  };
}

describe('unpacking', () => {
  test('gives back what was packed, wherever in a message the bytes lie', () => {
    const packed = makingOf([Math.log(0.5), Math.log(0.25), NaN]);
    const shifted = new Uint8Array(packed.tokens.length + 3);
    shifted.set(packed.tokens, 3);
    const steps = unpack({ ...packed, tokens: shifted.subarray(3) });
    expect([...steps.tokens]).toEqual([0, 7, 14]);
    expect(steps.odds!.probabilities[0]).toBeCloseTo(0.5, 6);
    expect(steps.odds!.probabilities[2]).toBeNaN();
    expect(steps.odds!.entropies[1]).toBeCloseTo(1, 6);
    expect([...steps.odds!.likeliest.subarray(8, 16)]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('takes what was given for no choice, however likely it was', () => {
    const steps = unpack(makingOf([Math.log(0.1), Math.log(0.5)], 4, 1));
    expect([...steps.odds!.probabilities]).toEqual([NaN, expect.closeTo(0.5, 6)]);
    expect([...steps.odds!.entropies]).toEqual([NaN, expect.closeTo(1, 6)]);
    expect(summarise(steps.odds!, steps.count)!.probability).toBeCloseTo(0.5, 6);
  });

  test('of a picture whose odds were not kept has none', () => {
    expect(unpack({ ...makingOf([0]), odds: null }).odds).toBeNull();
  });
});

describe('the summary', () => {
  test('is the geometric mean, and passes over what was given', () => {
    const summary = summarise(
      unpack(makingOf([NaN, Math.log(0.5), Math.log(0.125)], 4, 1)).odds!,
      3,
    );
    expect(summary!.probability).toBeCloseTo(0.25, 6);
    expect(summary!.entropy).toBeCloseTo(1, 6);
  });

  test('of nothing chosen is none', () => {
    expect(summarise(unpack(makingOf([NaN, NaN], 4, 2)).odds!, 2)).toBeNull();
  });

  test('is of the tokens that are shown, and of none before the first', () => {
    const { odds } = unpack(makingOf([Math.log(0.5), Math.log(0.125), -9]));
    expect(summarise(odds!, 0)).toBeNull();
    expect(summarise(odds!, 1)!.probability).toBeCloseTo(0.5, 6);
    expect(sayable(summarise(odds!, 2)!)).toEqual({ percent: '25', bits: '1.0' });
  });

  test('lies between the least and the most likely', () => {
    const logs = fc.array(fc.double({ min: -20, max: 0, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(logs, (all) => {
        const { probability } = summarise(unpack(makingOf(all)).odds!, all.length)!;
        expect(probability).toBeGreaterThanOrEqual(Math.exp(Math.min(...all)) * 0.999);
        expect(probability).toBeLessThanOrEqual(Math.exp(Math.max(...all)) * 1.001);
      }),
    );
  });
});

describe('walking the grid', () => {
  const steps: Steps = unpack(makingOf(Array.from({ length: 10 }, () => -1)));
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 7, 7], // the row below is not drawn that far
    ['ArrowUp', 5, 1],
    ['Home', 9, 0],
    ['End', 0, 9],
    ['ArrowRight', 9, 9],
    ['x', 3, null],
  ])('%s at %s leads to %s', (key, at, to) => {
    expect(step(key, at, steps)).toBe(to);
  });
});

test('an entropy glows alike in every picture, and never less for more', () => {
  expect([0, 2, 4].map(openness)).toEqual([0, 0.5, 0.75]);
  const bits = fc.double({ min: 0, max: 14, noNaN: true });
  fc.assert(
    fc.property(bits, bits, (a, b) => {
      expect(openness(Math.min(a, b))).toBeLessThanOrEqual(openness(Math.max(a, b)));
      expect(openness(a)).toBeLessThan(1);
    }),
  );
});
