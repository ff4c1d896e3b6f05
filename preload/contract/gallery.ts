import { z } from 'zod';
import { PictureId, Seed, type Picture } from './picture.ts';

/** A picture's place in the gallery's database: small, so that a hundred thousand cross at once. */
export const PictureNumber = z.int().min(1).max(0xffff_ffff);
export type PictureNumber = z.infer<typeof PictureNumber>;

/** One word or a few; no control characters. Tags that differ in case only are one. */
const Tag = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]+$/u);

/** What the grid shows. Everything given must hold. */
export const PictureQuery = z.strictObject({
  shelf: z.enum(['all', 'favourites', 'trash']),
  /** Words or parts of words of the prompt, the tags and the caption, in any language. '' = any. */
  text: z.string().max(500),
  tags: z.array(Tag).max(20),
  model: z.string().min(1).max(100).optional(),
  seed: Seed.optional(),
  /** Days as the asking person counts them, both included: ISO dates. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** Only what this entry of the prompt history made. */
  prompt: z.int().min(1).optional(),
  /** In order of how alike they are to this picture, as far as they were looked at, not of time. */
  similarTo: PictureId.optional(),
  /** Only those with a score; with false, only those without. */
  scored: z.boolean().optional(),
  /** `best`: those that fit their prompts best first, as far as they were scored. */
  order: z.enum(['newest', 'oldest', 'best']),
  /** Minutes that the asking person's clock is ahead of UTC: it says where a day begins. */
  utcOffset: z.int().min(-1440).max(1440),
});
export type PictureQuery = z.infer<typeof PictureQuery>;

/** What a query finds, in order, light enough for 100,000 pictures: the grid asks for the rest. */
export interface PictureIndex {
  /** [total] picture numbers, unsigned 32 bits each, little endian. */
  readonly numbers: Uint8Array;
  readonly total: number;
  /** Runs of one day in that order; their counts sum to `total`. None where the order is not of time. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
}

/** What the gallery could be narrowed to, with how many pictures each would leave. */
export interface Facets {
  readonly models: readonly { readonly model: string; readonly count: number }[];
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
  readonly shelves: Readonly<Record<PictureQuery['shelf'], number>>;
  /** How many have a score. */
  readonly scored: number;
}

const Numbers = z.array(PictureNumber).min(1).max(200_000);

/** One change to many pictures. */
export const PictureChange = z.strictObject({
  numbers: Numbers,
  favourite: z.boolean().optional(),
  addTags: z.array(Tag).max(20).optional(),
  removeTags: z.array(Tag).max(20).optional(),
  /** true: into the trash. false: out of it. */
  trashed: z.boolean().optional(),
});
export type PictureChange = z.infer<typeof PictureChange>;

/** Which pictures a change changed: undoing it is the opposite change to these. */
export interface Changed {
  readonly numbers: readonly PictureNumber[];
}

/** Deletes for good; only what is in the trash. `all` empties it. */
export const PurgeRequest = z.union([
  z.strictObject({ numbers: Numbers }),
  z.strictObject({ all: z.literal(true) }),
]);

/** Everything about one picture but its pixels. */
export interface PictureDetails {
  readonly picture: Picture;
  readonly fileBytes: number;
  /** What its file is called outside, such as "a-small-boat-42.png". */
  readonly fileName: string;
  /** As other image tools read it. */
  readonly parameters: string;
  /** Its prompt's entry in the history. */
  readonly prompt: number;
  /** How many pictures the same prompt has made, this one included. */
  readonly ofSamePrompt: number;
}

/** What an image file from outside says about how it was made. */
export interface Recalled {
  readonly from: 'janus-studio' | 'a1111';
  readonly prompt: string;
  /** What it says and we understand; the rest is left out. */
  readonly seed: number | null;
  readonly guidance: number | null;
  readonly temperature: number | null;
  readonly model: string | null;
}

/** A whole image file from a drop, a paste or a dialog. 64 MiB at most. */
export const ImageBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 64 << 20, {
  message: 'Expected an image file of at most 64 MiB.',
});

/** A picture as a file of another kind, or another size. */
export const RenderRequest = z.strictObject({
  id: PictureId,
  format: z.enum(['png', 'jpeg', 'webp']),
  /** JPEG and WebP only. */
  quality: z.int().min(1).max(100),
  /** Times the picture's size; above 1 a resampler fills in. */
  scale: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** Whether the file says how it was made. */
  settings: z.boolean(),
  /** Whether it says that a model made it (IPTC digital source type). Default: as `settings`. */
  mark: z.boolean().optional(),
});
export type RenderRequest = z.infer<typeof RenderRequest>;

export interface Rendered {
  readonly bytes: Uint8Array;
  /** A file name without a folder, such as "a-small-boat-42.png". */
  readonly name: string;
  /** "image/png" */
  readonly type: string;
}

/** A prompt once drawn, with what it made. */
export interface PromptEntry {
  readonly number: number;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly lastUsedAt: string;
  /** How many times it was drawn. */
  readonly uses: number;
  /** Pictures it made that are not in the trash. */
  readonly pictures: number;
  /** The newest of them, at most eight. */
  readonly newest: readonly Picture[];
}

export const PromptQuery = z.strictObject({
  text: z.string().max(500),
  /** Only entries after this one, the page's last: of one moment, those of lower numbers. */
  after: z.strictObject({ lastUsedAt: z.iso.datetime(), number: z.int().min(1) }).optional(),
  limit: z.int().min(1).max(200),
});

/** What looking through the folder of pictures came to. */
export interface Rescanned {
  /** Pictures that are new, or back. */
  readonly found: number;
  /** Pictures whose files are gone: not shown until they are back. */
  readonly lost: number;
  /** Image files that could not be read. */
  readonly unreadable: number;
}

/** What happens to the gallery, whoever did it. */
export interface GalleryEvent {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly numbers: readonly PictureNumber[];
}
