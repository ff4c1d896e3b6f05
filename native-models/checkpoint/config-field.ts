import { ModelFailure } from '../failure.ts';

/** A range and what to read when the key is missing. */
export interface Expected {
  /** Smallest allowed, 1 unless given. */
  readonly least?: number;
  readonly most: number;
  /** Used when the key is missing or null. Without it the key must be there. */
  readonly fallback?: number;
}

/**
 * Reads a whole number out of config.json.
 *
 * @param path Keys joined by dots: `vision_config.params.width`.
 * @throws {ModelFailure} `bad-checkpoint` with what was expected and what came.
 */
export function wholeAt(json: unknown, path: string, expected: Expected): number {
  const value = valueAt(json, path) ?? expected.fallback;
  const { least = 1, most } = expected;
  if (!isNumber(value) || !Number.isSafeInteger(value) || value < least || value > most) {
    throw badField(path, `a whole number from ${least} to ${most}`, value);
  }
  return value;
}

/** Reads a number that need not be whole: a ratio, an epsilon. Greater than 0. */
export function numberAt(json: unknown, path: string, expected: Expected): number {
  const value = valueAt(json, path) ?? expected.fallback;
  if (!isNumber(value) || !(value > 0) || value > expected.most) {
    throw badField(path, `a number above 0 and up to ${expected.most}`, value);
  }
  return value;
}

/** Reads a list of whole numbers, 1 to 8 of them. */
export function wholesAt(
  json: unknown,
  path: string,
  { most, fallback }: { most: number; fallback: readonly number[] },
): readonly number[] {
  const value = valueAt(json, path) ?? fallback;
  const good =
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= 8 &&
    value.every((item) => Number.isSafeInteger(item) && item >= 1 && item <= most);
  if (!good) throw badField(path, `1 to 8 whole numbers from 1 to ${most}`, value);
  return value as readonly number[];
}

/**
 * Refuses a setting that we would not follow. A missing one is as published.
 *
 * @param published The value that Janus was published with.
 */
export function demand(json: unknown, path: string, published: unknown): void {
  const value = valueAt(json, path) ?? published;
  if (value !== published) throw badField(path, JSON.stringify(published), value);
}

/** What stands at a path, or undefined when a step is missing. Own keys only. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The sentence for a key that cannot be used. */
export function badField(path: string, expected: string, received: unknown): ModelFailure {
  const shown = received === undefined ? 'nothing' : JSON.stringify(received).slice(0, 80);
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${path} in config.json to be ${expected} but received ${shown}. ` +
      'Check that this is the config.json of a Janus checkpoint.',
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
