import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { patchSide } from '../checkpoint/config.ts';
import type { Checkpoint } from '../checkpoint/open.ts';
import { runChild } from '../child.ts';
import { codebookOf } from '../graphs/picture-encoder.ts';
import { readWhole } from '../weights/cast.ts';
import { normalizedRows } from '../weights/normalize.ts';

const Fitted = z.strictObject({ psnr: z.number() });

/**
 * Writes a model's patch table beside its VQ decoder: what each code looks like on average, so
 * that a picture can be shown while its tokens arrive, long before a decode would pay.
 * @returns The file [codebook, patch, patch, 3] and how near it comes to true decodes, in dB.
 */
export async function writePatches(
  folder: string,
  { config, tensors }: Checkpoint,
  signal?: AbortSignal,
): Promise<{ file: string; psnr: number }> {
  const codes = path.join(folder, 'codes.f32');
  const values = await readWhole(normalizedRows(codebookOf(tensors)));
  await writeFile(codes, new Uint8Array(values.buffer));
  const { grid, codebook, codeSize } = config.picture;
  const order = { folder, grid, codebook, codeSize, patch: patchSide(config) };
  const entry = new URL('entry.ts', import.meta.url);
  const said = await runChild(entry, JSON.stringify(order), 'fits the patch table', signal);
  await rm(codes);
  return { file: 'patches.rgb', psnr: Fitted.parse(said).psnr };
}
