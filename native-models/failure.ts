/** What can be wrong with a model, in words a program can switch on. */
export type ModelFailureCode =
  /** The checkpoint folder cannot be used as it is. */
  | 'bad-checkpoint'
  /** A built model folder is damaged, half built, or from a newer version. */
  | 'bad-model'
  /** Something the caller asked for is out of range or unknown. */
  | 'bad-request'
  /** No space is left where the model is being written. */
  | 'disk-full'
  /** The caller's signal was aborted; everything half-made is gone. */
  | 'cancelled';

/**
 * An error for the person who must act: the message says what was expected, what came, and what
 * to do about it.
 */
export class ModelFailure extends Error {
  readonly code: ModelFailureCode;

  /** @param code One of a closed list. @param message Whole sentences. */
  constructor(code: ModelFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelFailure';
    this.code = code;
  }
}

/** @throws {ModelFailure} `cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ModelFailure('cancelled', 'Cancelled.');
}
