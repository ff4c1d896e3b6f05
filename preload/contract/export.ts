import { z } from 'zod';
import { PictureNumber, PictureQuery } from './gallery.ts';
import { GrantId } from './grant.ts';
import { PictureId } from './picture.ts';

/** Which pictures are meant. Those in the trash never leave the gallery: they are left out. */
export const PictureChoice = z.union([
  /** In this order. */
  z.strictObject({ numbers: z.array(PictureNumber).min(1).max(200_000) }),
  /** All that a search finds, in its order. */
  z.strictObject({ query: PictureQuery }),
  /** The whole gallery, oldest first. */
  z.strictObject({ all: z.literal(true) }),
]);
export type PictureChoice = z.infer<typeof PictureChoice>;

/** What a choice would export. */
export interface Measured {
  readonly pictures: number;
  /** Their files as the gallery keeps them: what an archive takes, about. */
  readonly bytes: number;
  /** Chosen, but in the trash or without a file. */
  readonly leftOut: number;
}

/**
 * How exported files are called: any text with {prompt} {seed} {date} {time} {number} {model} {id}
 * {guidance} {temperature} {width} {height} in it. `{number}` counts the export's pictures from 1.
 * What a file system does not take is left out, and no two files get one name.
 */
const NameTemplate = z.string().trim().min(1).max(200);

/** A file of a picture as it is handed on. */
const PictureForm = {
  format: z.enum(['png', 'jpeg', 'webp']),
  /** JPEG and WebP only. */
  quality: z.int().min(1).max(100),
  /** Times the picture's size; above 1 a resampler fills in. */
  scale: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** Whether the file says how it was made. */
  settings: z.boolean(),
  /** Whether it says that a model made it (IPTC digital source type). */
  mark: z.boolean(),
};

/** What becomes of the pictures. */
export const ExportForm = z.discriminatedUnion('kind', [
  /** Everything about them, in one ZIP file that a gallery imports again. */
  z.strictObject({ kind: z.literal('archive') }),
  /** Plain files. `packed`: in one ZIP file; else in a folder, which a download cannot be. */
  z.strictObject({
    kind: z.literal('pictures'),
    ...PictureForm,
    name: NameTemplate,
    packed: z.boolean(),
  }),
  /** Small pictures side by side on sheets of paper's shape. Several sheets come in a ZIP file. */
  z.strictObject({
    kind: z.literal('sheet'),
    format: z.enum(['png', 'jpeg']),
    columns: z.int().min(2).max(12),
    /** Prompt and seed below each. */
    captions: z.boolean(),
  }),
  /** A page that opens from a disk in any browser, with its pictures: needs no script, no network. */
  z.strictObject({
    kind: z.literal('album'),
    title: z.string().trim().min(1).max(200),
    /** In a ZIP file; else in a folder. */
    packed: z.boolean(),
  }),
  /** What is known of each picture, without its pixels. */
  z.strictObject({ kind: z.literal('table'), format: z.enum(['csv', 'json']) }),
]);
export type ExportForm = z.infer<typeof ExportForm>;

export const ExportRequest = z.strictObject({
  which: PictureChoice,
  as: ExportForm,
  /** A folder that the person chose for it. Without one the result waits to be downloaded. */
  to: GrantId.optional(),
  /** Of the words on an album. */
  language: z.enum(['en', 'ko', 'zh']),
  /** Minutes that the asking person's clock is ahead of UTC: dates in names and captions are theirs. */
  utcOffset: z.int().min(-1440).max(1440),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** Names a result until the studio ends. */
export const ExportId = z.uuid();

/** What an export made. */
export interface Exported {
  readonly id: string;
  /** Name of the file or folder, without the way to it. Never an older one's. */
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
  readonly pictures: number;
  /** Chosen, but in the trash or without a file that can be read. */
  readonly leftOut: number;
  /** Of the studio's own host, as "/export/…": where it can be downloaded. null: it is in the folder. */
  readonly address: string | null;
}

/** How an export goes on; the last event is `done`. Cancelling leaves nothing of it. */
export type ExportEvent =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly exported: Exported };

/** How a picture's file would be called. */
export const NameRequest = z.strictObject({
  template: NameTemplate,
  picture: PictureId,
  format: PictureForm.format,
  scale: PictureForm.scale,
  utcOffset: z.int().min(-1440).max(1440),
});
export type NameRequest = z.infer<typeof NameRequest>;

/** Names an archive on its way in. */
export const ArchiveId = z.uuid();

/** A piece of an archive; pieces come in order, each 8 MiB at most. */
export const ArchivePiece = z.strictObject({
  archive: ArchiveId,
  /** Of its first byte: what has come so far. */
  offset: z.int().min(0),
  bytes: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.byteLength > 0 && bytes.byteLength <= 8 << 20, {
      message: 'Expected a piece of at most 8 MiB.',
    }),
});

/** What is in an archive, before anything of it is taken in. */
export interface Look {
  readonly pictures: number;
  /** Of these: in this gallery already, and not in its trash. */
  readonly known: number;
  /** Of these: in this gallery's trash. Importing brings them back. */
  readonly trashed: number;
  /** Entries of the prompt history. */
  readonly prompts: number;
  /** When the oldest and the newest picture were made, ISO 8601, UTC; null: there is none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What an import did. */
export interface Imported {
  /** What came in or is back: undoing it is their move into the trash. */
  readonly numbers: readonly PictureNumber[];
  /** Came new into the gallery. */
  readonly added: number;
  /** Were there already, the same in every byte; not touched. */
  readonly known: number;
  /** Were there already, in the trash or without their file, and are back. */
  readonly restored: number;
  /** Entries of the prompt history that are new. */
  readonly prompts: number;
}

/** How an import goes on. Nothing is in the gallery before `done`, then everything is. */
export type ImportEvent =
  | {
      readonly kind: 'progress';
      readonly phase: 'check' | 'enter';
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'done'; readonly imported: Imported };
