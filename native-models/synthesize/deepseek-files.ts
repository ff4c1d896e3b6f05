import type { JanusConfig } from '../checkpoint/janus-config.ts';
import { mlpRatio } from './sizes.ts';
import { tags, type Roles, type SmallTokenizer } from './tokenizer.ts';

/**
 * The JSON files beside the weights in the published layout. Sizes the published files leave to
 * the code of the reference are written out, under the names of its dataclasses.
 *
 * @see deepseek-ai/Janus-Pro-1B; `janus/models/siglip_vit.py` SigLIPVisionCfg, `vq_model.py` ModelArgs
 */
export function deepseekFiles(
  config: JanusConfig,
  { json, special }: SmallTokenizer,
  roles: Roles,
): Record<string, object> {
  return {
    'config.json': configOf(config),
    'tokenizer.json': json,
    'tokenizer_config.json': {
      add_bos_token: true,
      add_eos_token: false,
      bos_token: tags.begin,
      clean_up_tokenization_spaces: false,
      eos_token: tags.end,
      model_max_length: config.decoder.maxPositions,
      pad_token: null,
      tokenizer_class: 'LlamaTokenizer',
      unk_token: null,
      use_default_system_prompt: true,
    },
    'special_tokens_map.json': {
      additional_special_tokens: [...special.keys()].slice(3),
      bos_token: tags.begin,
      eos_token: tags.end,
      pad_token: tags.pad,
    },
    'preprocessor_config.json': {
      background_color: [127, 127, 127],
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_processor_type: 'VLMImageProcessor',
      image_size: config.vision.imageSize,
      image_std: [0.5, 0.5, 0.5],
      min_size: Math.min(14, config.vision.imageSize),
      processor_class: 'VLChatProcessor',
      rescale_factor: 1 / 255,
    },
    'processor_config.json': {
      add_special_token: false,
      ignore_id: -100,
      image_tag: tags.image,
      mask_prompt: true,
      num_image_tokens: config.picture.grid ** 2,
      processor_class: 'VLChatProcessor',
      sft_format: roles === 'pro' ? 'deepseek' : 'deepseek_old',
    },
  };
}

function configOf({ decoder, vision, picture }: JanusConfig): object {
  return {
    aligner_config: part('MlpProjector', 'aligner', {
      depth: vision.alignerDepth,
      input_dim: vision.width,
      n_embed: decoder.hidden,
      projector_type: 'mlp_gelu',
    }),
    architectures: ['MultiModalityCausalLM'],
    gen_aligner_config: part('MlpProjector', 'gen_aligner', {
      depth: picture.alignerDepth,
      input_dim: picture.codeSize,
      n_embed: decoder.hidden,
      projector_type: 'mlp_gelu',
    }),
    gen_head_config: part('vision_head', 'gen_head', {
      image_token_embed: decoder.hidden,
      image_token_size: picture.codebook,
      n_embed: decoder.hidden,
    }),
    gen_vision_config: part('VQ-16', 'gen_vision', {
      image_token_size: picture.codebook,
      n_embed: picture.codeSize,
      codebook_size: picture.codebook,
      codebook_embed_dim: picture.codeSize,
      encoder_ch_mult: picture.encoderMultipliers,
      decoder_ch_mult: picture.decoderMultipliers,
      z_channels: picture.latentChannels,
      ch: picture.baseChannels,
      num_res_blocks: picture.residualBlocks,
    }),
    language_config: {
      hidden_size: decoder.hidden,
      intermediate_size: decoder.intermediate,
      max_position_embeddings: decoder.maxPositions,
      model_type: 'llama',
      num_attention_heads: decoder.heads,
      num_hidden_layers: decoder.layers,
      num_key_value_heads: decoder.kvHeads,
      head_dim: decoder.headSize,
      rms_norm_eps: decoder.normEpsilon,
      rope_theta: decoder.ropeTheta,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
      vocab_size: decoder.vocabulary,
    },
    model_type: 'multi_modality',
    torch_dtype: 'bfloat16',
    transformers_version: '4.33.1',
    vision_config: part('CLIPVisionTower', 'vision', {
      image_size: vision.imageSize,
      model_name: 'siglip_large_patch16_384',
      select_feature: 'same',
      select_layer: -1,
      patch_size: vision.patchSize,
      width: vision.width,
      layers: vision.layers,
      heads: vision.heads,
      mlp_ratio: mlpRatio(vision),
    }),
  };
}

function part(cls: string, modelType: string, params: object): object {
  return { cls, model_type: modelType, params };
}
