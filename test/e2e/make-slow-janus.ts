import { synthesize, tinyConfig } from '../../native-models/synthesize.ts';

/**
 * Writes a checkpoint that takes about half a second a picture, so that a person, and a test, can watch it
 * and stop it: `make-slow-janus.ts <folder>`. 16 × 16 tokens, pictures of 64 px.
 */
const config: typeof tinyConfig = {
  decoder: {
    ...tinyConfig.decoder,
    hidden: 512,
    intermediate: 1408,
    layers: 3,
    heads: 8,
    kvHeads: 8,
    headSize: 64,
  },
  vision: { ...tinyConfig.vision, imageSize: 96 },
  picture: { ...tinyConfig.picture, grid: 16 },
};
const out = process.argv[2] ?? '';
for await (const _ of synthesize({ size: config, layout: 'deepseek', seed: 1, out }));
