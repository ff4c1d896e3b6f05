import { z } from 'zod';

/** Every way a request can fail. The renderer has a sentence for each in every language. */
export const FailureCode = z.enum([
  'bad-request',
  'bad-image',
  'bad-checkpoint',
  'bad-model',
  'bad-tokens',
  'no-model',
  'not-found',
  'not-allowed',
  'context-full',
  'out-of-memory',
  'disk-full',
  'busy',
  'engine-stopped',
  'workshop-stopped',
  'cancelled',
  'unexpected',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** A failure as it crosses a border: a code to switch on, a sentence to read. */
export const Failure = z.strictObject({ code: FailureCode, message: z.string() });
export type Failure = z.infer<typeof Failure>;
