import { randomInt } from 'node:crypto';
import { InvalidArgumentError } from 'commander';

/** A parser for an option that takes a whole number, in decimal digits only. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** A parser for an option that takes a number. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

/** A parser for a seed: 0 to 2³² − 1. */
export const seedNumber = wholeNumber(0, 0xffff_ffff);

/** A seed for someone who named none. */
export function randomSeed(): number {
  return randomInt(0, 2 ** 32);
}
