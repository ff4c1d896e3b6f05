/** The sizes of one Janus, in our own words, whatever layout its config.json was written in. */
export interface JanusConfig {
  /** The Llama-style transformer that both draws and answers. */
  readonly decoder: {
    readonly hidden: number;
    readonly intermediate: number;
    readonly layers: number;
    readonly heads: number;
    readonly kvHeads: number;
    readonly headSize: number;
    /** Rows of the embedding and of lm_head: padded, may exceed the tokenizer's length. */
    readonly vocabulary: number;
    readonly normEpsilon: number;
    readonly ropeTheta: number;
    readonly maxPositions: number;
  };
  /** The SigLIP tower that reads images. */
  readonly vision: {
    /** Side of the square input, in pixels. 384 as published. */
    readonly imageSize: number;
    readonly patchSize: number;
    readonly width: number;
    readonly layers: number;
    readonly heads: number;
    readonly intermediate: number;
    readonly normEpsilon: number;
    /** Linear layers in the aligner that follows the tower. 2 as published. */
    readonly alignerDepth: number;
  };
  /** The VQ tokenizer that pictures are made of. */
  readonly picture: {
    /** Number of codes. 16384 as published. */
    readonly codebook: number;
    /** Length of one code's vector. 8 as published. */
    readonly codeSize: number;
    /** Tokens along one side of a picture. 24 as published: 576 tokens. */
    readonly grid: number;
    readonly baseChannels: number;
    /** One multiplier a resolution; each but the last halves the side. [1, 1, 2, 2, 4] as published. */
    readonly encoderMultipliers: readonly number[];
    readonly decoderMultipliers: readonly number[];
    /** Residual blocks a resolution in the encoder; the decoder has one more. 2 as published. */
    readonly residualBlocks: number;
    readonly latentChannels: number;
    /** Linear layers in the aligner from code vector to hidden state. 2 as published. */
    readonly alignerDepth: number;
  };
}

/** Side of a decoded picture in pixels: 24 tokens × 16 = 384 as published. */
export function pictureSide(config: JanusConfig): number {
  return config.picture.grid * patchSide(config);
}

/** Side in pixels of the square that one picture token stands for. 16 as published. */
export function patchSide(config: JanusConfig): number {
  return 2 ** (config.picture.decoderMultipliers.length - 1);
}
