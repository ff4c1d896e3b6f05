import { z } from 'zod';
import { Picture } from '../../../preload/contract/picture.ts';
import { PictureScore } from '../../../preload/contract/score.ts';

/**
 * The archive of a gallery: a ZIP file with
 *
 * - `manifest.json`: what it is, and of which version;
 * - `pictures/<id>.png`: the files, as the gallery has them; an id is the beginning of its SHA-256;
 * - `pictures.jsonl`: what is known of each, a line a picture, in the order in which they came;
 * - `makings.jsonl`: how they were drawn, token by token, where that was kept;
 * - `prompts.jsonl`: the prompt history;
 * - `checksums.sha256`: the SHA-256 of every other entry, as `sha256sum --check` reads it.
 */
export const archiveFormat = 'janus-studio-gallery';
export const archiveVersion = 1;
/** By this ending of its name the system knows an archive as ours: `electron-builder.yml` tells it. */
export const archiveEnding = '.janus';

export const entryNames = {
  manifest: 'manifest.json',
  pictures: 'pictures.jsonl',
  makings: 'makings.jsonl',
  prompts: 'prompts.jsonl',
  checksums: 'checksums.sha256',
} as const;

export function pictureEntry(id: string): string {
  return `pictures/${id}.png`;
}

const pictureEntryPattern = /^pictures\/([a-f0-9]{32})\.png$/;

/** The id of the picture whose file an entry is, or null. */
export function idOfEntry(name: string): string | null {
  return pictureEntryPattern.exec(name)?.[1] ?? null;
}

const mega = 1_000_000;

/** What an archive may hold. Pictures: what the workshop decodes at most. */
export const archiveLimits = {
  entries: 1_000_000,
  lineBytes: 4 * mega,
  bytesOf(name: string): number | null {
    if (idOfEntry(name) !== null) return 100 * mega;
    if (name === entryNames.manifest) return mega;
    if (name === entryNames.checksums) return 200 * mega;
    const known: readonly string[] = Object.values(entryNames);
    return known.includes(name) ? 64_000 * mega : null;
  },
} as const;

/** Read first, by every version. */
export const ManifestHead = z.object({
  format: z.literal(archiveFormat),
  version: z.int().min(1),
});

export const Manifest = z.object({
  format: z.literal(archiveFormat),
  version: z.literal(archiveVersion),
  /** Version of the studio that wrote it. */
  studio: z.string().max(100),
  createdAt: z.iso.datetime(),
  pictures: z.int().min(0),
  makings: z.int().min(0),
  prompts: z.int().min(0),
});
export type Manifest = z.infer<typeof Manifest>;

const longestText = 20_000;

/** A picture as an archive keeps it: all but its place in one gallery's database. */
export const ArchivedPicture = Picture.omit({ number: true, trashedAt: true }).extend({
  id: z.string().regex(/^[a-f0-9]{32}$/),
  prompt: z.string().max(longestText),
  model: z.string().max(100),
  width: z.int().min(1).max(65_535),
  height: z.int().min(1).max(65_535),
  tokensDone: z.int().min(0).max(65_536),
  tokensTotal: z.int().min(0).max(65_536),
  parent: z
    .strictObject({
      id: z.string().regex(/^[a-f0-9]{16,64}$/),
      row: z.int().min(0).max(65_536),
    })
    .nullable(),
  tags: z
    .array(
      z
        .string()
        .min(1)
        .max(60)
        .regex(/^[^\p{Cc}]+$/u),
    )
    .max(1_000),
  caption: z.string().max(longestText).nullable(),
  score: PictureScore.extend({
    model: z.string().max(100),
    answers: z
      .array(z.strictObject({ question: z.string().max(1_000), yes: z.number().min(0).max(1) }))
      .max(100),
  }).nullable(),
});
export type ArchivedPicture = z.infer<typeof ArchivedPicture>;

/** The two blobs of `trail.ts`, as base64. */
export const ArchivedMaking = z.strictObject({
  id: ArchivedPicture.shape.id,
  tokens: z.base64().max(1 << 18),
  facts: z.base64().max(3 << 20),
});
export type ArchivedMaking = z.infer<typeof ArchivedMaking>;

export const ArchivedPrompt = z.strictObject({
  text: z.string().min(1).max(longestText),
  uses: z.int().min(1).max(0xffff_ffff),
  lastUsedAt: z.iso.datetime(),
});
export type ArchivedPrompt = z.infer<typeof ArchivedPrompt>;
