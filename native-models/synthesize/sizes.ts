import type { JanusConfig } from '../checkpoint/janus-config.ts';

/** Sizes a model can be synthesised in by name. */
export type SynthesizeSize = 'tiny' | '1b' | '7b';

/**
 * A Janus for tests: 8 × 8 tokens of 4 px make pictures of 32 px, and images are read at 48 px,
 * so that nobody confuses the two sides.
 */
export const tinyConfig: JanusConfig = {
  decoder: {
    hidden: 64,
    intermediate: 160,
    layers: 2,
    heads: 4,
    kvHeads: 4,
    headSize: 16,
    vocabulary: 320,
    normEpsilon: 1e-6,
    ropeTheta: 10_000,
    maxPositions: 1024,
  },
  vision: {
    imageSize: 48,
    patchSize: 6,
    width: 32,
    layers: 2,
    heads: 2,
    intermediate: 128,
    normEpsilon: 1e-6,
    alignerDepth: 2,
  },
  picture: {
    codebook: 256,
    codeSize: 8,
    grid: 8,
    baseChannels: 32,
    encoderMultipliers: [1, 1, 2],
    decoderMultipliers: [1, 1, 2],
    residualBlocks: 1,
    latentChannels: 32,
    alignerDepth: 2,
  },
};

/** A Janus for tests in which no size is a power of two that another size could stand in for. */
export const oddConfig: JanusConfig = {
  decoder: {
    hidden: 48,
    intermediate: 104,
    layers: 3,
    heads: 3,
    kvHeads: 1,
    headSize: 16,
    vocabulary: 307,
    normEpsilon: 1e-5,
    ropeTheta: 5_000,
    maxPositions: 777,
  },
  vision: {
    imageSize: 35,
    patchSize: 5,
    width: 60,
    layers: 3,
    heads: 3,
    intermediate: 150,
    normEpsilon: 1e-6,
    alignerDepth: 3,
  },
  picture: {
    codebook: 333,
    codeSize: 5,
    grid: 7,
    baseChannels: 32,
    encoderMultipliers: [1, 3],
    decoderMultipliers: [1, 3],
    residualBlocks: 2,
    latentChannels: 20,
    alignerDepth: 1,
  },
};

/** @see deepseek-ai/Janus-Pro-1B `config.json`; Janus-1.3B has the same sizes. */
const pro1b: JanusConfig = {
  decoder: {
    hidden: 2048,
    intermediate: 5632,
    layers: 24,
    heads: 16,
    kvHeads: 16,
    headSize: 128,
    vocabulary: 102_400,
    normEpsilon: 1e-6,
    ropeTheta: 10_000,
    maxPositions: 16_384,
  },
  vision: {
    imageSize: 384,
    patchSize: 16,
    width: 1024,
    layers: 24,
    heads: 16,
    intermediate: 4096,
    normEpsilon: 1e-6,
    alignerDepth: 2,
  },
  picture: {
    codebook: 16_384,
    codeSize: 8,
    grid: 24,
    baseChannels: 128,
    encoderMultipliers: [1, 1, 2, 2, 4],
    decoderMultipliers: [1, 1, 2, 2, 4],
    residualBlocks: 2,
    latentChannels: 256,
    alignerDepth: 2,
  },
};

/** @see deepseek-ai/Janus-Pro-7B `config.json` */
const pro7b: JanusConfig = {
  ...pro1b,
  decoder: {
    ...pro1b.decoder,
    hidden: 4096,
    intermediate: 11_008,
    layers: 30,
    heads: 32,
    kvHeads: 32,
  },
};

/** The configuration of a named size. */
export const sizes: Readonly<Record<SynthesizeSize, JanusConfig>> = {
  tiny: tinyConfig,
  '1b': pro1b,
  '7b': pro7b,
};

/**
 * The `mlp_ratio` of a tower, such that the reference's `int(width * mlp_ratio)` gives back its
 * intermediate size.
 */
export function mlpRatio({ width, intermediate }: JanusConfig['vision']): number {
  const ratio = intermediate / width;
  return Math.trunc(width * ratio) === intermediate ? ratio : (intermediate + 0.5) / width;
}
