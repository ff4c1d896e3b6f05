import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gumbelNoise } from '../../../main/inference/noise.ts';
import { guide, keepTopP, oddsOf, pick } from '../../../main/inference/sampler.ts';

const row = (...values: number[]) => Float32Array.from(values);
const logits = fc.float32Array({
  minLength: 1,
  maxLength: 50,
  min: -30,
  max: 30,
  noNaN: true,
});

describe('guide', () => {
  test('walks from the unprompted row through the prompted one', () => {
    // By hand: 1 + 5 × (3 − 1) = 11, and 2 + 5 × (0 − 2) = −8.
    expect(guide(row(3, 0), row(1, 2), 5)).toEqual(row(11, -8));
  });
  test('leaves its inputs alone', () => {
    const prompted = row(3, 0);
    guide(prompted, row(1, 2), 5);
    expect(prompted).toEqual(row(3, 0));
  });
  test('refuses rows of different lengths', () => {
    expect(() => guide(row(1, 2), row(1), 5)).toThrow('Expected two rows of one length but received 2 and 1.');
  });
});

describe('pick', () => {
  test('at temperature 0 takes the likeliest, and of equals the first', () => {
    expect(pick(row(1, 5, 5, 2), 0, row(9, 0, 0, 9))).toBe(1);
  });
  test('draws from the distribution that the logits say', () => {
    const probabilities = [0.6, 0.3, 0.1];
    const counts = [0, 0, 0];
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const at = pick(row(...probabilities.map(Math.log)), 1, gumbelNoise('picture', 42, i, 3));
      counts[at]! += 1;
    }
    // Three standard deviations of the largest count are 0.0104.
    for (const [i, p] of probabilities.entries()) expect(counts[i]! / draws).toBeCloseTo(p, 1.9);
  });
  test('says so when no logit is a number', () => {
    expect(() => pick(row(NaN, NaN), 1, row(0, 0))).toThrow('its weights hold NaN');
  });
});

describe('oddsOf', () => {
  test('measures two even choices', () => {
    const odds = oddsOf(row(1, 1), 1, 0);
    expect(odds.logProbability).toBeCloseTo(Math.log(0.5), 6);
    expect(odds.entropy).toBeCloseTo(Math.log(2), 6);
  });
  test('ranks the eight likeliest, and probabilities add up to one', () => {
    fc.assert(
      fc.property(logits, fc.constantFrom(0, 0.5, 1, 2), (values, temperature) => {
        const all = Array.from(values, (_, i) => oddsOf(values, temperature, i));
        const sum = all.reduce((total, { logProbability }) => total + Math.exp(logProbability), 0);
        expect(sum).toBeCloseTo(1, 4);
        const ranked = Array.from(values).sort((a, b) => b - a).slice(0, 8);
        expect(all[0]!.likeliest.map((i) => values[i])).toEqual(ranked);
        expect(all[0]!.entropy).toBeGreaterThanOrEqual(-1e-6);
        expect(all[0]!.entropy).toBeLessThanOrEqual(Math.log(values.length) + 1e-6);
      }),
    );
  });
});

describe('keepTopP', () => {
  test('keeps the fewest choices that reach the mass', () => {
    const kept = keepTopP(row(...[0.5, 0.1, 0.3, 0.1].map(Math.log)), 0.7);
    expect(Array.from(kept, Number.isFinite)).toEqual([true, false, true, false]);
  });
  test('always keeps the likeliest', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: 0, max: 1, noNaN: true }), (values, topP) => {
        const best = pick(values, 0, null);
        expect(keepTopP(values, topP)[best]).toBe(values[best]);
      }),
    );
  });
});
