import { z } from 'zod';
import { PictureId, Seed } from '../../preload/contract/picture.ts';
import { exifOf } from './metadata/exif.ts';
import { withJpegBlocks } from './metadata/jpeg.ts';
import { readPngText, withTexts } from './metadata/png.ts';
import { factsKeyword, parametersKeyword } from './metadata/read.ts';
import { withWebpBlocks } from './metadata/webp.ts';
import { xmpOf, type DigitalSource } from './metadata/xmp.ts';
import { parametersText } from './parameters.ts';

/** What a picture's file says about how it was made: enough to make it again. */
export const PictureFacts = z.object({
  version: z.literal(1),
  prompt: z.string().max(20_000),
  model: z.string().max(100),
  seed: Seed,
  guidance: z.number(),
  temperature: z.number(),
  /** How many of its first tokens were given, not drawn. */
  forced: z.int().min(0).max(65_536),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  msPerToken: z.number(),
  tokens: z.array(z.int().min(0).max(0xffff_ffff)).max(65_536),
  /** Of a whole picture, when drawing was stopped before. */
  tokensTotal: z.int().min(0).max(65_536).optional(),
  /** Default: drawn. */
  origin: z.enum(['drawn', 'imported', 'continued', 'varied']).optional(),
  /** What it was continued from, and the first row that is new. */
  parent: z.object({ id: PictureId, row: z.int().min(0).max(65_536) }).optional(),
});
export type PictureFacts = Readonly<z.infer<typeof PictureFacts>>;

/** A picture as read back from its file. */
export interface PictureRecord {
  readonly facts: PictureFacts;
  readonly width: number;
  readonly height: number;
}

/** A JPEG holds at most 64 kB of XMP, and escaped UTF-8 is longer. */
const longestJson = 16_000;

/** The keyword under which PNG files carry XMP. */
const xmpKeyword = 'XML:com.adobe.xmp';

/** How much a file tells. */
interface Telling {
  /** How to make it again. */
  readonly settings: boolean;
  /** That a model made it. */
  readonly mark: boolean;
}

const everything: Telling = { settings: true, mark: true };

/**
 * Writes into a PNG how it was made: as the `parameters` text that image tools know from A1111's
 * web UI, as our own JSON, and, unless it came from outside, that a model made it.
 *
 * @param png Encoded by the workshop.
 */
export function withFacts(
  png: Uint8Array,
  facts: PictureFacts,
  width: number,
  height = width,
  { settings, mark } = everything,
): Uint8Array {
  const source = mark ? digitalSource(facts) : null;
  return withTexts(png, {
    ...(settings && {
      [parametersKeyword]: parametersOf(facts, width, height),
      [factsKeyword]: JSON.stringify(facts),
    }),
    ...(source === null ? {} : { [xmpKeyword]: xmpOf(source, null) }),
  });
}

/** The same for a JPEG or WebP file that says nothing yet. What does not fit is left out. */
export function withFactsBlocks(
  bytes: Uint8Array,
  format: 'jpeg' | 'webp',
  facts: PictureFacts,
  size: { readonly width: number; readonly height: number },
  { settings, mark } = everything,
): Uint8Array {
  const exif = settings ? exifOf(parametersOf(facts, size.width, size.height)) : null;
  const json = settings ? JSON.stringify(facts) : '';
  const source = mark ? digitalSource(facts) : null;
  const says = settings || source !== null;
  const fits = json !== '' && json.length <= longestJson;
  const xmp = says ? xmpOf(source, fits ? json : null) : null;
  if (exif === null && xmp === null) return bytes;
  if (format === 'webp') return withWebpBlocks(bytes, { exif, xmp }, size);
  return withJpegBlocks(bytes, { exif, xmp });
}

function parametersOf(facts: PictureFacts, width: number, height: number): string {
  return parametersText({ ...facts, tokensDone: facts.tokens.length, width, height });
}

/** null: nobody knows who made it. */
function digitalSource({ origin = 'drawn' }: PictureFacts): DigitalSource | null {
  if (origin === 'imported') return null;
  return origin === 'varied' ? 'compositeWithTrainedAlgorithmicMedia' : 'trainedAlgorithmicMedia';
}

/** Reads how a picture was made. Null for any file that is not one of ours, or is damaged. */
export async function readPictureFile(file: string): Promise<PictureRecord | null> {
  const png = await readPngText(file);
  const facts = png === null ? null : parseFacts(png.texts.get(factsKeyword) ?? null);
  if (png === null || facts === null) return null;
  return { facts, width: png.width, height: png.height };
}

/** Our own JSON as a file has it; null for anything else. */
export function parseFacts(json: string | null): PictureFacts | null {
  if (json === null) return null;
  try {
    return PictureFacts.parse(JSON.parse(json));
  } catch {
    return null; // Not ours, or a later version's.
  }
}
