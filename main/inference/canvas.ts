import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Rgb } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { patchSide, type JanusConfig, type Manifest } from '../../native-models/manifest.ts';

/** What each picture token looks like on average. [codebook, patch, patch, 3] */
export type PatchTable = Uint8Array;

/** Reads a model's patch table. @throws {StudioFailure} `bad-model` when it is cut short. */
export async function readPatches(
  folder: string,
  { config, patches }: Manifest,
): Promise<PatchTable> {
  const table = await readFile(path.join(folder, patches.file)).catch(() => Buffer.alloc(0));
  const expected = config.picture.codebook * patchSide(config) ** 2 * 3;
  if (table.length === expected) return table;
  throw new StudioFailure(
    'bad-model',
    `Expected ${patches.file} to have ${expected} bytes but it has ${table.length}. Build the model again.`,
  );
}

/**
 * An unfinished picture as it may be shown: the rows that exist, each token as its patch, or as
 * truly decoded where a decode has been made.
 */
export interface Canvas {
  /** Paints a row of tokens below what there is. */
  paint(row: readonly number[]): void;
  /** Replaces the upper rows by their true decode. */
  replace(decoded: Rgb): void;
  /** What there is: the whole width, as high as the rows. The bytes are a copy. */
  look(): Rgb;
}

/** An empty canvas. */
export function createCanvas(config: JanusConfig, table: PatchTable): Canvas {
  const patch = patchSide(config);
  const width = config.picture.grid * patch;
  const rgb = new Uint8Array(width * width * 3);
  const line = patch * 3;
  let height = 0;
  return {
    paint(row) {
      for (const [column, token] of row.entries()) {
        for (let y = 0; y < patch; y++) {
          const from = (token * patch + y) * line;
          const to = ((height + y) * width + column * patch) * 3;
          rgb.set(table.subarray(from, from + line), to);
        }
      }
      height += patch;
    },
    replace(decoded) {
      rgb.set(decoded.rgb);
    },
    look: () => ({ width, height, rgb: rgb.slice(0, width * height * 3) }),
  };
}
