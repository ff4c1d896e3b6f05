import { z } from 'zod';

/** How far a build or a check is. Bytes are those of the weights or files. */
export const ProgressStep = z.strictObject({
  kind: z.literal('progress'),
  phase: z.enum(['read', 'write', 'hash', 'verify']),
  doneBytes: z.number(),
  totalBytes: z.number(),
  /** What it is at: a graph, a file. */
  what: z.string(),
});
export type ProgressStep = Readonly<z.infer<typeof ProgressStep>>;

/** How far a build is, and at last what was built. */
export type BuildStep =
  | ProgressStep
  /** A forecast that the person who waits should know of. */
  | { readonly kind: 'warning'; readonly sentence: string }
  | { readonly kind: 'built'; readonly id: string; readonly sizeBytes: number };

/** One more step of progress. */
export function progress(
  phase: ProgressStep['phase'],
  doneBytes: number,
  totalBytes: number,
  what: string,
): ProgressStep {
  return { kind: 'progress', phase, doneBytes, totalBytes, what };
}
