import { z } from 'zod';
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
