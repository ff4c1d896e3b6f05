import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Work } from '../child.ts';
import { openGraph, Tensor } from '../onnx-session.ts';
import { fitPatches } from './fit.ts';

/** What the parent says: where the model is being written, and its shape. */
const Order = z.strictObject({
  folder: z.string(),
  grid: z.int(),
  patch: z.int(),
  codebook: z.int(),
  codeSize: z.int(),
});

/** Fits the patch table of a model that is being built: reads its VQ decoder and `codes.f32`, writes `patches.rgb`. */
export const work: Work = async (argument, remark) => {
  const { folder, ...shape } = Order.parse(JSON.parse(argument));
  const bytes = await readFile(path.join(folder, 'codes.f32'));
  const codes = new Float32Array(new Uint8Array(bytes).buffer);
  const session = await openGraph(path.join(folder, 'picture-decoder.onnx'));
  let decoded = 0;
  const table = await fitPatches({ ...shape, codes }, async (tokens) => {
    remark({ decoded: decoded++ });
    const ids = BigInt64Array.from(tokens, (token) => BigInt(token));
    const grid = new Tensor('int64', ids, [1, shape.grid, shape.grid]);
    const { pixels } = await session.run({ tokens: grid });
    return pixels!.data as Float32Array;
  });
  await session.release();
  await writeFile(path.join(folder, 'patches.rgb'), table.rgb);
  return { psnr: table.psnr };
};
