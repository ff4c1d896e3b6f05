import { z } from 'zod';

/** How well a picture fits its prompt, in the opinion of a model that looked at it. */
export const PictureScore = z.strictObject({
  /** The answers and the gain together. 0 = surely not, 1 = surely. */
  value: z.number().min(0).max(1),
  /** The model that was asked. */
  model: z.string(),
  answers: z.array(
    z.strictObject({
      /** As it was asked, with … for the prompt. */
      question: z.string(),
      /** Probability of yes against no. */
      yes: z.number().min(0).max(1),
    }),
  ),
  /**
   * How much likelier the prompt is as a description with the picture than without, in nats a token;
   * null for scores of before it was asked.
   */
  gain: z.number().nullable().default(null),
});
export type PictureScore = z.infer<typeof PictureScore>;
