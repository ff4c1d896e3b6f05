import { z } from 'zod';
import type { Failure } from './failure.ts';
import { PictureNumber } from './gallery.ts';
import { ModelId } from './model.ts';

/** Has the model say what pictures show; what it says of each becomes its caption. */
export const CaptionRequest = z.strictObject({
  numbers: z.array(PictureNumber).min(1).max(200_000),
  /** What it is asked about each, in the person's language. */
  question: z.string().trim().min(1).max(2_000),
  /** Default: the model the studio would choose. */
  model: ModelId.optional(),
});
export type CaptionRequest = z.infer<typeof CaptionRequest>;

/** A caption as a person writes it; null takes it away. */
export const CaptionWish = z.strictObject({
  number: PictureNumber,
  caption: z.string().trim().min(1).max(5_000).nullable(),
});
export type CaptionWish = z.infer<typeof CaptionWish>;

/** The describing that goes on, or the last one. */
export interface Captioning {
  /** Names it, for taking it back. */
  readonly id: number;
  /** `waiting`: something else has the engine. */
  readonly state: 'waiting' | 'working' | 'done' | 'stopped' | 'failed';
  /** The picture that is described now; null between two and at the end. */
  readonly number: PictureNumber | null;
  readonly total: number;
  /** Pictures that have a caption from it. */
  readonly made: number;
  /** Pictures that are gone or of which the model said nothing. */
  readonly skipped: number;
  /** As long as the others took; null when none is done yet. */
  readonly msLeft: number | null;
  /** Why it ended early; null otherwise. */
  readonly failure: Failure | null;
}
