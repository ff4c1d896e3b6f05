import { z } from 'zod';
import { PictureNumber } from './gallery.ts';
import { ModelId } from './model.ts';

/** Has a model say of pictures how well each fits its prompt. */
export const ScoringRequest = z.strictObject({
  numbers: z.array(PictureNumber).min(1).max(200_000),
  /** Default: the model the studio would choose. */
  model: ModelId.optional(),
  /** Asks about those too that this model has scored already. */
  again: z.boolean().optional(),
});
export type ScoringRequest = z.infer<typeof ScoringRequest>;
