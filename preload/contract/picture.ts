import { z } from 'zod';
import { Grid } from './grid.ts';
import { ModelId } from './model.ts';
import { PictureScore } from './score.ts';

/** A picture's seed. Picture i of a job has seed (seed + i) mod 2³². */
export const Seed = z.int().min(0).max(0xffff_ffff);

/** Names a saved picture's file, which is served by it; paths never cross the border. */
export const PictureId = z.string().regex(/^[a-f0-9]{16,64}$/);

/** The first rows of a picture that are taken over from another one; the rest is drawn anew. */
export const Beginning = z.strictObject({
  /** Drawn here: its tokens are taken. Any other picture is put into tokens first. */
  picture: PictureId,
  /** At least one row of it, and at least one row anew. */
  rows: z.int().min(1).max(255),
});
export type Beginning = z.infer<typeof Beginning>;

export const DrawRequest = z
  .strictObject({
    prompt: z.string().trim().min(1).max(20_000),
    /** Default: the model the studio would choose. */
    model: ModelId.optional(),
    seed: Seed,
    count: z.int().min(1).max(64),
    /** 1 = the prompt alone, 5 = as published. */
    guidance: z.number().min(1).max(20),
    /** 0 = always the likeliest token, 1 = as published. */
    temperature: z.number().min(0).max(2),
    /** Share of drawing time that previews may cost. 0 = none, 1 = one after every row. */
    previewShare: z.number().min(0).max(1),
    /** Draws on from the first rows of another picture. */
    begin: Beginning.optional(),
    /** When all are drawn, the model says of each how well it fits the prompt. */
    judge: z.boolean().optional(),
    /** Pictures that differ in two settings; they stand for those of the same name. */
    grid: Grid.optional(),
    /** Load the model though the forecast says that the memory will not do. */
    loadAnyway: z.boolean().optional(),
  })
  .refine(
    ({ grid, count }) => !grid || grid.across.values.length * grid.down.values.length === count,
    {
      message: 'Expected as many pictures as the grid has cells.',
    },
  );
export type DrawRequest = z.infer<typeof DrawRequest>;

/** A saved picture. */
export const Picture = z.strictObject({
  id: PictureId,
  /** Its place in the gallery's database. */
  number: z.int().min(1).max(0xffff_ffff),
  prompt: z.string(),
  model: z.string(),
  seed: Seed,
  guidance: z.number(),
  temperature: z.number(),
  width: z.int(),
  height: z.int(),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  msPerToken: z.number(),
  /** Tokens it has; fewer than `tokensTotal` when drawing was stopped. Both 0 when not drawn here. */
  tokensDone: z.int(),
  tokensTotal: z.int(),
  origin: z.enum(['drawn', 'imported', 'continued', 'varied']),
  /** The picture it was continued from, with the first row that is new. */
  parent: z.strictObject({ id: PictureId, row: z.int() }).nullable(),
  favourite: z.boolean(),
  tags: z.array(z.string()),
  /** What the model said it shows, when asked; null until then. */
  caption: z.string().nullable(),
  /** How well a model says it fits its prompt; null until one was asked. */
  score: PictureScore.nullable(),
  /** When it went into the trash; null = it is not there. */
  trashedAt: z.iso.datetime().nullable(),
});
export type Picture = z.infer<typeof Picture>;

/** How sure the model was of a picture's tokens, from the first one on, packed little endian. */
export interface Odds {
  /** [tokens] float32, nats, of the guided distribution at the temperature. */
  readonly logProbabilities: Uint8Array;
  /** [tokens] float32, nats. */
  readonly entropies: Uint8Array;
}

/** What happens while a job draws, in order. `index` counts the job's pictures from 0. */
export type DrawEvent =
  | { readonly kind: 'queued'; readonly jobId: string; readonly ahead: number }
  | {
      readonly kind: 'phase';
      readonly phase: 'load' | 'read' | 'draw' | 'decode' | 'save' | 'judge';
      readonly index: number;
    }
  | {
      readonly kind: 'tokens';
      readonly index: number;
      readonly seed: number;
      readonly tokensDone: number;
      readonly tokensTotal: number;
      readonly msPerToken: number;
      /** How many of the first tokens were given, not chosen. */
      readonly given: number;
      /** Of all tokens so far: who comes late knows them too. */
      readonly odds: Odds;
    }
  | {
      /** The rows that exist, decoded. The newest `seq` wins; older ones may be dropped. */
      readonly kind: 'preview';
      readonly index: number;
      readonly seq: number;
      readonly tokensDone: number;
      /** Side of the finished picture in pixels. */
      readonly side: number;
      /** Height of the part shown, from the top. */
      readonly height: number;
      /** [height, side, 3], 8 bits a channel. */
      readonly rgb: Uint8Array;
      /** True for the exact decode of all tokens. */
      readonly final: boolean;
    }
  | { readonly kind: 'saved'; readonly index: number; readonly picture: Picture }
  /** It has a score now. */
  | { readonly kind: 'judged'; readonly index: number; readonly picture: Picture };
