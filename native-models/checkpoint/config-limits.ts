import { ModelFailure } from '../failure.ts';
import { numberAt } from './config-field.ts';
import { pictureSide, type JanusConfig } from './janus-config.ts';

/**
 * The most that any size may be: far above every Janus, far below what could exhaust a machine
 * before the tensors have been looked at.
 */
export const limits = {
  width: 65_536,
  layers: 512,
  heads: 1024,
  vocabulary: 4_194_304,
  positions: 16_777_216,
  side: 8192,
  codebook: 1_048_576,
  codeSize: 4096,
  channels: 16_384,
  multiplier: 64,
  blocks: 16,
  alignerDepth: 16,
} as const;

/** GroupNorm of the picture codec has this many groups. */
const groups = 32;

/**
 * The tower's `int(width * mlp_ratio)`.
 *
 * @param path Where the ratio stands in config.json; 4 when it does not.
 */
export function towerIntermediate(json: unknown, path: string, width: number): number {
  const ratio = numberAt(json, path, { most: 64, fallback: 4 });
  return Math.trunc(width * ratio);
}

/**
 * Refuses sizes that are each possible but not together.
 *
 * @returns The config itself.
 * @throws {ModelFailure} `bad-checkpoint`, with the sizes that do not fit.
 */
export function checkSizes(config: JanusConfig): JanusConfig {
  const { decoder, vision, picture } = config;
  const { encoderMultipliers, decoderMultipliers, baseChannels } = picture;
  expectMultiple('heads', decoder.heads, 'key and value heads', decoder.kvHeads);
  expectMultiple('head size', decoder.headSize, 'a rotated pair', 2);
  expectMultiple('width of the vision tower', vision.width, 'its heads', vision.heads);
  expectMultiple('image size', vision.imageSize, 'the patch size', vision.patchSize);
  expectMultiple('base channels of the picture codec', baseChannels, 'its norm groups', groups);
  if (vision.intermediate < 1) throw unfit('mlp_ratio gives the vision tower no inner width');
  if (encoderMultipliers.length !== decoderMultipliers.length) {
    throw unfit(
      `the picture codec halves the side ${encoderMultipliers.length - 1} times ` +
        `but doubles it ${decoderMultipliers.length - 1} times`,
    );
  }
  const side = pictureSide(config);
  if (side > limits.side) throw unfit(`a picture would have ${side} px a side`);
  if (picture.grid ** 2 >= decoder.maxPositions) {
    throw unfit(
      `a picture has ${picture.grid ** 2} tokens and the decoder ${decoder.maxPositions} positions`,
    );
  }
  return config;
}

function expectMultiple(what: string, size: number, of: string, divisor: number): void {
  if (size % divisor !== 0) throw unfit(`${what} is ${size}, not a multiple of ${of}, ${divisor}`);
}

/** The sentence for sizes that do not fit each other. */
export function unfit(what: string): ModelFailure {
  return new ModelFailure(
    'bad-checkpoint',
    `Expected sizes in config.json that fit each other but ${what}. ` +
      'Check that this is the config.json of a Janus checkpoint.',
  );
}
