import { ModelFailure } from '../../failure.ts';

/** For a file that is not whole, or says two things about itself. */
export function damaged(file: string, expected: string, received: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${expected} in ${file} but received ${received}. ` +
      'The file is damaged or its download broke off; download it again.',
  );
}

/** For a file that asks for more than tensors. */
export function distrusted(file: string, expected: string, received: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected ${expected} in ${file} but received ${received}. Nothing in it was run. ` +
      'Take the file from its publisher, or a safetensors version of the same model.',
  );
}

/** A stranger's words, quoted, without control characters, short enough for a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 120)).replace(/[\u007f-\u009f\u2028-\u202e]/g, '?');
}
