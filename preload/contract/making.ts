import type { Picture } from './picture.ts';

/**
 * How a picture came to be, token by token: row by row over the grid, packed little endian.
 * A picture
 * from before this was kept has no tokens.
 */
export interface Making {
  readonly picture: Picture;
  /** Tokens along one side of the grid. */
  readonly grid: number;
  /** [tokensDone] unsigned 32 bits */
  readonly tokens: Uint8Array;
  /** How many of the first tokens were given, not chosen. */
  readonly given: number;
  /** What the tokens were chosen from, or null when it was not kept. */
  readonly odds: {
    /** [tokensDone] float32, nats, of the guided distribution at the temperature. */
    readonly logProbabilities: Uint8Array;
    /** [tokensDone] float32, nats. */
    readonly entropies: Uint8Array;
    /** [tokensDone, 8] unsigned 32 bits, likeliest first. */
    readonly likeliest: Uint8Array;
  } | null;
  /** The picture that this one was continued from, if it is still there. */
  readonly parent: Picture | null;
  /** Pictures that were continued from this one, oldest first. */
  readonly branches: readonly Picture[];
}

/** What each code of a model's codebook looks like by itself, or null when it is not installed. */
export type Patches = {
  readonly side: number;
  /** [codebook, side, side, 3] 8 bits a channel */
  readonly rgb: Uint8Array;
} | null;

/** A piece of a prompt as the tokenizer cuts it. */
export interface PromptToken {
  readonly id: number;
  readonly text: string;
}
