import type { Failure, FailureCode } from '../preload/contract/failure.ts';
import { ModelFailure } from '../native-models/failure.ts';

/**
 * The studio's one error: a code from the contract's closed list, and whole sentences that say what
 * was expected, what came, and what to do.
 */
export class StudioFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StudioFailure';
    this.code = code;
  }
}

/** Turns whatever was thrown into something that can cross a border. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof StudioFailure || thrown instanceof ModelFailure) {
    return { code: thrown.code, message: thrown.message };
  }
  const known = isSystemError(thrown) ? systemFailures.get(thrown.code ?? '') : undefined;
  if (known !== undefined) return known;
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelled();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', message: `Something unexpected went wrong: ${message}` };
}

const diskFull: Failure = {
  code: 'disk-full',
  message: 'The disk is full. Free some space and try again.',
};

/** What the system and the database fail with, where there is something to say about it. */
const systemFailures: ReadonlyMap<string, Failure> = new Map([
  ['ENOSPC', diskFull],
  ['EDQUOT', diskFull],
  ['SQLITE_FULL', diskFull],
  [
    'SQLITE_BUSY',
    {
      code: 'busy',
      message: 'Another program keeps the gallery’s database locked. Close it, then try again.',
    },
  ],
  [
    'SQLITE_CORRUPT',
    {
      code: 'unexpected',
      message:
        'The gallery’s database is damaged. Close the studio and open it again: it puts the newest backup in its place.',
    },
  ],
]);

/** Turns a failure that crossed a border back into something to throw. */
export function fromFailure(failure: Failure): StudioFailure {
  return new StudioFailure(failure.code, failure.message);
}

export function cancelled(): Failure {
  return { code: 'cancelled', message: 'Cancelled.' };
}

/** @throws {StudioFailure} `cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw fromFailure(cancelled());
}

function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown;
}
