import { badField, demand, valueAt, wholeAt, wholesAt } from './config-field.ts';
import { parseDecoder } from './config-decoder.ts';
import type { JanusConfig } from './janus-config.ts';
import { limits, towerIntermediate } from './config-limits.ts';

/**
 * Reads a config.json of the layout the weights were published in. What a key does not say, the
 * reference's code does: SigLIP-L, VQ-16, and transformers' LlamaConfig. `select_layer` is not
 * read: every known user runs all blocks and the final norm.
 *
 * @see deepseek-ai/Janus `janus/models`: siglip_vit.py, vq_model.py, projector.py, modeling_vlm.py
 */
export function parseDeepseekConfig(json: unknown): JanusConfig {
  const decoder = parseDecoder(json, 'language_config');
  const vision = visionOf(json);
  const picture = pictureOf(json, vision);
  agree(json, decoder.hidden, [
    'aligner_config.params.n_embed',
    'gen_aligner_config.params.n_embed',
    'gen_head_config.params.n_embed',
    'gen_head_config.params.image_token_embed',
  ]);
  agree(json, vision.width, ['aligner_config.params.input_dim']);
  agree(json, picture.codeSize, [
    'gen_aligner_config.params.input_dim',
    'gen_vision_config.params.n_embed',
  ]);
  agree(json, picture.codebook, [
    'gen_head_config.params.image_token_size',
    'gen_vision_config.params.image_token_size',
  ]);
  return { decoder, vision, picture };
}

/** SigLIP-L/16 at 384 px unless a key says otherwise. */
function visionOf(json: unknown): JanusConfig['vision'] {
  const at = (key: string): string => `vision_config.params.${key}`;
  demand(json, 'aligner_config.params.projector_type', 'mlp_gelu');
  const width = wholeAt(json, at('width'), { most: limits.width, fallback: 1024 });
  return {
    imageSize: wholeAt(json, at('image_size'), { most: limits.side, fallback: 384 }),
    patchSize: wholeAt(json, at('patch_size'), { most: limits.side, fallback: 16 }),
    width,
    layers: wholeAt(json, at('layers'), { most: limits.layers, fallback: 24 }),
    heads: wholeAt(json, at('heads'), { most: limits.heads, fallback: 16 }),
    intermediate: towerIntermediate(json, at('mlp_ratio'), width),
    normEpsilon: 1e-6,
    alignerDepth: wholeAt(json, 'aligner_config.params.depth', {
      most: limits.alignerDepth,
      fallback: 2,
    }),
  };
}

/** VQ-16 unless a key says otherwise. */
function pictureOf(json: unknown, vision: JanusConfig['vision']): JanusConfig['picture'] {
  const at = (key: string): string => `gen_vision_config.params.${key}`;
  demand(json, 'gen_aligner_config.params.projector_type', 'mlp_gelu');
  const most = limits.multiplier;
  const multipliers = [1, 1, 2, 2, 4];
  return {
    codebook: wholeAt(json, firstOf(json, at('codebook_size'), at('image_token_size')), {
      most: limits.codebook,
      fallback: 16_384,
    }),
    codeSize: wholeAt(json, firstOf(json, at('codebook_embed_dim'), at('n_embed')), {
      most: limits.codeSize,
      fallback: 8,
    }),
    grid: vision.imageSize / vision.patchSize,
    baseChannels: wholeAt(json, at('ch'), { most: limits.channels, fallback: 128 }),
    encoderMultipliers: wholesAt(json, at('encoder_ch_mult'), { most, fallback: multipliers }),
    decoderMultipliers: wholesAt(json, at('decoder_ch_mult'), { most, fallback: multipliers }),
    residualBlocks: wholeAt(json, at('num_res_blocks'), { most: limits.blocks, fallback: 2 }),
    latentChannels: wholeAt(json, at('z_channels'), { most: limits.channels, fallback: 256 }),
    alignerDepth: wholeAt(json, 'gen_aligner_config.params.depth', {
      most: limits.alignerDepth,
      fallback: 2,
    }),
  };
}

/** The one of two names for a size that the file uses. */
function firstOf(json: unknown, path: string, otherwise: string): string {
  return valueAt(json, path) === undefined ? otherwise : path;
}

/** Refuses a size that is said twice and differently. */
function agree(json: unknown, size: number, paths: readonly string[]): void {
  for (const path of paths) {
    const value = valueAt(json, path);
    if (value !== undefined && value !== size) {
      throw badField(path, `${size}, as the rest of the file has it,`, value);
    }
  }
}
