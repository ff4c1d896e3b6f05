import { badField, demand, numberAt, valueAt, wholeAt, wholesAt } from './config-field.ts';
import { parseDecoder } from './config-decoder.ts';
import type { JanusConfig } from './janus-config.ts';
import { limits, towerIntermediate } from './config-limits.ts';

/**
 * Reads a config.json of Hugging Face's layout, with its defaults where a key is missing. The
 * grid of a picture is the vision tower's: their `num_patches` is overwritten with it too.
 *
 * @see transformers 5.18 `models/janus/configuration_janus.py`, `models/llama/configuration_llama.py`
 */
export function parseTransformersConfig(json: unknown): JanusConfig {
  const decoder = parseDecoder(json, 'text_config');
  const vision = visionOf(json);
  for (const path of [
    'vision_config.projection_dim',
    'vq_config.projection_dim',
    'vq_config.image_token_embed_dim',
  ]) {
    const size = valueAt(json, path) ?? 2048;
    if (size !== decoder.hidden) {
      throw badField(path, `${decoder.hidden}, the hidden size of text_config,`, size);
    }
  }
  return { decoder, vision, picture: pictureOf(json, vision) };
}

function visionOf(json: unknown): JanusConfig['vision'] {
  const at = (key: string): string => `vision_config.${key}`;
  demand(json, at('hidden_act'), 'gelu');
  demand(json, at('attention_bias'), true);
  demand(json, at('use_qk_norm'), false);
  demand(json, at('num_channels'), 3);
  const width = wholeAt(json, at('hidden_size'), { most: limits.width, fallback: 1024 });
  return {
    imageSize: wholeAt(json, at('image_size'), { most: limits.side, fallback: 384 }),
    patchSize: wholeAt(json, at('patch_size'), { most: limits.side, fallback: 16 }),
    width,
    layers: wholeAt(json, at('num_hidden_layers'), { most: limits.layers, fallback: 24 }),
    heads: wholeAt(json, at('num_attention_heads'), { most: limits.heads, fallback: 16 }),
    intermediate: towerIntermediate(json, at('mlp_ratio'), width),
    normEpsilon: numberAt(json, at('layer_norm_eps'), { most: 1, fallback: 1e-6 }),
    alignerDepth: wholeAt(json, at('depth'), { most: limits.alignerDepth, fallback: 2 }),
  };
}

function pictureOf(json: unknown, vision: JanusConfig['vision']): JanusConfig['picture'] {
  const at = (key: string): string => `vq_config.${key}`;
  demand(json, at('hidden_act'), 'gelu');
  demand(json, at('double_latent'), false);
  demand(json, at('in_channels'), 3);
  demand(json, at('out_channels'), 3);
  const multipliers = wholesAt(json, at('channel_multiplier'), {
    most: limits.multiplier,
    fallback: [1, 1, 2, 2, 4],
  });
  return {
    codebook: wholeAt(json, at('num_embeddings'), { most: limits.codebook, fallback: 16_384 }),
    codeSize: wholeAt(json, at('embed_dim'), { most: limits.codeSize, fallback: 8 }),
    grid: vision.imageSize / vision.patchSize,
    baseChannels: wholeAt(json, at('base_channels'), { most: limits.channels, fallback: 128 }),
    encoderMultipliers: multipliers,
    decoderMultipliers: multipliers,
    residualBlocks: wholeAt(json, at('num_res_blocks'), { most: limits.blocks, fallback: 2 }),
    latentChannels: wholeAt(json, at('latent_channels'), { most: limits.channels, fallback: 256 }),
    alignerDepth: wholeAt(json, at('num_hidden_layers'), {
      most: limits.alignerDepth,
      fallback: 2,
    }),
  };
}
