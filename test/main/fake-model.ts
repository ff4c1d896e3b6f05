import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { graphNames } from '../../native-models/manifest.ts';

/**
 * Writes a model folder that a library accepts and no engine could run: pictures of 2×2 tokens and
 * 4×4 pixels, a codebook of 16.
 * @param imageSide Of the squares that it reads. Pixels.
 */
export async function writeFakeModel(models: string, id: string, imageSide = 16): Promise<void> {
  const folder = path.join(models, id);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'model.json'), JSON.stringify(manifestOf(imageSide)));
  await writeFile(path.join(folder, 'tokenizer.json'), '{}');
}

const transformer = { hidden: 8, intermediate: 8, layers: 1, heads: 1, normEpsilon: 1e-6 };

const manifestOf = (imageSide: number) => ({
  format: 3,
  family: 'janus-pro',
  precision: 'fp32',
  device: 'cpu',
  config: {
    decoder: {
      ...transformer,
      kvHeads: 1,
      headSize: 8,
      vocabulary: 100,
      ropeTheta: 10_000,
      maxPositions: 512,
    },
    vision: {
      imageSize: imageSide,
      patchSize: 4,
      width: 8,
      layers: 1,
      heads: 1,
      intermediate: 8,
      normEpsilon: 1e-6,
      alignerDepth: 2,
    },
    picture: {
      codebook: 16,
      codeSize: 8,
      grid: 2,
      baseChannels: 8,
      encoderMultipliers: [1, 1],
      decoderMultipliers: [1, 1],
      residualBlocks: 1,
      latentChannels: 8,
      alignerDepth: 2,
    },
  },
  graphs: Object.fromEntries(
    graphNames.map((name) => [name, { file: `${name}.onnx`, inputs: [], outputs: [] }]),
  ),
  patches: { file: 'patches.rgb', psnr: 20 },
  files: [{ path: 'tokenizer.json', sizeBytes: 2, sha256: '0'.repeat(64) }],
  source: { name: 'nowhere', revision: null, layout: 'deepseek' },
  licence: 'MIT',
  builder: 'a test',
});
