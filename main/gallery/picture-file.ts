import { z } from 'zod';
import { PictureId, Seed, type Picture } from '../../preload/contract/picture.ts';
import { readPngText, withTexts } from './png-text.ts';

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

const ourKeyword = 'janus-studio';

/**
 * Writes into a PNG how it was made, twice: as the `parameters` text that image tools know from
 * A1111's web UI, and as our own JSON.
 *
 * @param png Encoded by the workshop; square.
 */
export function withFacts(png: Uint8Array, facts: PictureFacts, side: number): Uint8Array {
  return withTexts(png, {
    parameters: parametersText({
      ...facts,
      tokensDone: facts.tokens.length,
      width: side,
      height: side,
    }),
    [ourKeyword]: JSON.stringify(facts),
  });
}

/** Reads how a picture was made. Null for any file that is not one of ours, or is damaged. */
export async function readPictureFile(file: string): Promise<PictureRecord | null> {
  const png = await readPngText(file);
  const facts = PictureFacts.safeParse(parseJson(png?.texts.get(ourKeyword)));
  if (png === null || !facts.success) return null;
  return { facts: facts.data, width: png.width, height: png.height };
}

/** What other image tools read: first the prompt, on a line of its own the settings. */
export function parametersText(made: Made): string {
  const settings = {
    Steps: made.tokensDone,
    Sampler: 'Janus',
    'CFG scale': made.guidance,
    Seed: made.seed,
    Size: `${made.width}x${made.height}`,
    Model: made.model,
    Temperature: made.temperature,
    Version: 'Janus Studio',
  };
  const line = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
  return `${made.prompt}\n${line.join(', ')}`;
}

type Made = Pick<
  Picture,
  'prompt' | 'guidance' | 'seed' | 'width' | 'height' | 'model' | 'temperature' | 'tokensDone'
>;

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not ours: PictureFacts refuses it.
  }
}
