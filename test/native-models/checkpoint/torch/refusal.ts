import { expect } from 'vitest';
import { readPickle } from '../../../../native-models/checkpoint/torch/pickle.ts';
import { ModelFailure } from '../../../../native-models/failure.ts';

/** Reads a pickle in memory. */
export function read(made: Uint8Array): ReturnType<typeof readPickle> {
  const whole = Uint8Array.from(made);
  return readPickle(new DataView(whole.buffer), 'pytorch_model.bin');
}

/** Reading it must fail for its own fault, and say each of these. */
export function refused(made: Uint8Array, ...sentences: string[]): void {
  const reading = (): unknown => read(made);
  expect(reading).toThrow(ModelFailure);
  for (const sentence of sentences) expect(reading).toThrow(sentence);
}
