import { z } from 'zod';

/** Name of a built model's folder: lower case, digits, dots, dashes; never a path. */
export const ModelId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);
export type ModelId = z.infer<typeof ModelId>;

/** What a person needs to know to choose a model. */
export const ModelCard = z.strictObject({
  id: ModelId,
  family: z.enum(['janus', 'janus-pro']),
  precision: z.string(),
  sizeBytes: z.number(),
  /** Side of its pictures in pixels. */
  pictureSide: z.int(),
  tokensPerPicture: z.int(),
  source: z.string(),
  licence: z.string(),
  /** That a LoRA adapter was merged into it. */
  adapted: z.literal(true).optional(),
  /** What it is for, in a sentence, where its checkpoint says so. */
  purpose: z.string().optional(),
  /** The guidance that its publisher draws with; 5, as Janus was published, where none is said. */
  guidance: z.number().optional(),
});
export type ModelCard = z.infer<typeof ModelCard>;
