/** How far a build is. Bytes are those of the weights as they are written. */
export type BuildStep =
  | {
      readonly kind: 'progress';
      readonly phase: 'read' | 'write' | 'hash' | 'verify';
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly what: string;
    }
  /** A forecast that the person who waits should know of. */
  | { readonly kind: 'warning'; readonly sentence: string }
  | { readonly kind: 'built'; readonly id: string; readonly sizeBytes: number };

/** One more step of progress. */
export function progress(
  phase: 'read' | 'write' | 'hash' | 'verify',
  doneBytes: number,
  totalBytes: number,
  what: string,
): BuildStep {
  return { kind: 'progress', phase, doneBytes, totalBytes, what };
}
