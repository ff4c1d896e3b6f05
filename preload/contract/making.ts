import { z } from 'zod';
import type { Rendered } from './gallery.ts';
import { ModelId } from './model.ts';
import { PictureId, type Odds, type Picture } from './picture.ts';

/**
 * How a picture came to be, token by token: row by row over the grid, packed little endian. One
 * that was not drawn here has no tokens.
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
  readonly odds:
    | (Odds & {
        /** [tokensDone, 8] unsigned 32 bits, likeliest first. */
        readonly likeliest: Uint8Array;
      })
    | null;
  /**
   * The tree of pictures that were continued or varied from each other, this one among them: depth
   * first from the oldest that is still there.
   */
  readonly family: readonly {
    readonly picture: Picture;
    /** 0 = the oldest. */
    readonly generation: number;
  }[];
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

/** A picture of the gallery, to be put into a model's codes and back. */
export const ReconstructRequest = z.strictObject({
  picture: PictureId,
  /** Default: the model the studio would choose. */
  model: ModelId.optional(),
});
export type ReconstructRequest = z.infer<typeof ReconstructRequest>;

/** What a model's codes keep of a picture: `original` first, `reconstruction` last. */
export type ReconstructEvent =
  | {
      readonly kind: 'original';
      /** PNG: the picture's middle, as large as the model draws. */
      readonly png: Uint8Array;
      readonly model: string;
      /** Codes along one side. */
      readonly grid: number;
    }
  /** Waits for the engine. */
  | { readonly kind: 'queued'; readonly ahead: number }
  | {
      readonly kind: 'reconstruction';
      /** PNG: the same after it was put into codes and back. */
      readonly png: Uint8Array;
      /** How close it is to the original, in dB. null: the codes are the picture's own. */
      readonly psnr: number | null;
      /** How many of its first rows can be kept, at most. */
      readonly rows: number;
    };

/** An animation of a picture's making. */
export const ReplayWish = z.strictObject({
  /** The finished pixels as they came, or each code as it looks by itself. */
  layer: z.enum(['picture', 'patches']),
  format: z.enum(['webp', 'gif']),
  /** At most so many, from nothing to the whole. */
  frames: z.int().min(2).max(120),
  /** From the first frame to the last, which then stands for a while. */
  seconds: z.number().min(0.5).max(60),
});
export type ReplayWish = z.infer<typeof ReplayWish>;
export const ReplayRequest = ReplayWish.extend({ picture: PictureId });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** How an animation comes to be; the file is last. */
export type ReplayEvent =
  | { readonly kind: 'frame'; readonly done: number; readonly total: number }
  | { readonly kind: 'file'; readonly file: Rendered };
