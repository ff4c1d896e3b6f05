import type { JanusConfig } from '../checkpoint/janus-config.ts';
import { ModelFailure } from '../failure.ts';
import { mlpRatio } from './sizes.ts';
import { tags, type Roles, type SmallTokenizer } from './tokenizer.ts';

/**
 * The JSON files beside the weights in the layout of Hugging Face's transformers, such that
 * `JanusForConditionalGeneration` and `JanusProcessor` load them.
 *
 * @see transformers 5.18 `models/janus/configuration_janus.py`, `processing_janus.py`
 */
export function transformersFiles(
  config: JanusConfig,
  { json, special }: SmallTokenizer,
  roles: Roles,
): Record<string, object> {
  const ids = {
    bos_token_id: special.get(tags.begin)!,
    eos_token_id: special.get(tags.end)!,
    pad_token_id: special.get(tags.pad)!,
  };
  const imageTokens = config.picture.grid ** 2;
  return {
    'config.json': {
      architectures: ['JanusForConditionalGeneration'],
      dtype: 'bfloat16',
      image_token_id: special.get(tags.image)!,
      model_type: 'janus',
      text_config: { ...textOf(config), ...ids },
      tie_word_embeddings: false,
      transformers_version: '5.18.0',
      vision_config: { ...visionOf(config), num_image_tokens: imageTokens },
      vq_config: pictureOf(config),
    },
    'generation_config.json': {
      ...ids,
      generation_kwargs: { boi_token_id: special.get(tags.imageBegin)! },
      guidance_scale: 5,
      temperature: 1,
      transformers_version: '5.18.0',
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      add_bos_token: true,
      add_eos_token: false,
      bos_token: tags.begin,
      clean_up_tokenization_spaces: false,
      eos_token: tags.end,
      extra_special_tokens: {
        boi_token: tags.imageBegin,
        eoi_token: tags.imageEnd,
        image_token: tags.image,
      },
      model_max_length: config.decoder.maxPositions,
      pad_token: tags.pad,
      processor_class: 'JanusProcessor',
      tokenizer_class: 'LlamaTokenizerFast',
      unk_token: null,
      use_default_system_prompt: true,
    },
    'preprocessor_config.json': imagesOf(config),
    'processor_config.json': {
      num_image_tokens: imageTokens,
      processor_class: 'JanusProcessor',
      use_default_system_prompt: false,
    },
    'chat_template.json': { chat_template: chatTemplate(roles) },
  };
}

function textOf({ decoder }: JanusConfig): object {
  return {
    attention_bias: false,
    head_dim: decoder.headSize,
    hidden_act: 'silu',
    hidden_size: decoder.hidden,
    intermediate_size: decoder.intermediate,
    max_position_embeddings: decoder.maxPositions,
    mlp_bias: false,
    model_type: 'llama',
    num_attention_heads: decoder.heads,
    num_hidden_layers: decoder.layers,
    num_key_value_heads: decoder.kvHeads,
    rms_norm_eps: decoder.normEpsilon,
    rope_parameters: { rope_theta: decoder.ropeTheta, rope_type: 'default' },
    tie_word_embeddings: false,
    vocab_size: decoder.vocabulary,
  };
}

function visionOf({ vision, decoder }: JanusConfig): object {
  return {
    attention_bias: true,
    depth: vision.alignerDepth,
    hidden_act: 'gelu',
    hidden_size: vision.width,
    image_size: vision.imageSize,
    layer_norm_eps: vision.normEpsilon,
    mlp_ratio: mlpRatio(vision),
    model_type: 'janus_vision_model',
    num_attention_heads: vision.heads,
    num_channels: 3,
    num_hidden_layers: vision.layers,
    patch_size: vision.patchSize,
    projection_dim: decoder.hidden,
    use_qk_norm: false,
  };
}

/** @throws {ModelFailure} `bad-request`: this layout has one list of multipliers for both halves. */
function pictureOf({ picture, decoder }: JanusConfig): object {
  if (picture.encoderMultipliers.join() !== picture.decoderMultipliers.join()) {
    throw new ModelFailure(
      'bad-request',
      'The transformers layout has one channel multiplier for encoder and decoder, but received ' +
        `[${picture.encoderMultipliers.join(', ')}] and [${picture.decoderMultipliers.join(', ')}]. ` +
        'Ask for the deepseek layout instead.',
    );
  }
  return {
    base_channels: picture.baseChannels,
    channel_multiplier: picture.encoderMultipliers,
    double_latent: false,
    embed_dim: picture.codeSize,
    hidden_act: 'gelu',
    image_token_embed_dim: decoder.hidden,
    in_channels: 3,
    latent_channels: picture.latentChannels,
    model_type: 'janus_vqgan',
    num_embeddings: picture.codebook,
    num_hidden_layers: picture.alignerDepth,
    num_patches: picture.grid,
    num_res_blocks: picture.residualBlocks,
    out_channels: 3,
    projection_dim: decoder.hidden,
  };
}

function imagesOf({ vision }: JanusConfig): object {
  return {
    do_convert_rgb: true,
    do_normalize: true,
    do_pad: true,
    do_rescale: true,
    do_resize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_processor_type: 'JanusImageProcessor',
    image_std: [0.5, 0.5, 0.5],
    min_size: Math.min(14, vision.imageSize),
    processor_class: 'JanusProcessor',
    resample: 3, // bicubic
    rescale_factor: 1 / 255,
    size: { height: vision.imageSize, width: vision.imageSize },
  };
}

/** DeepSeek's separators by parity, written for Jinja. */
function chatTemplate(roles: Roles): string {
  const [user, assistant] = roles === 'pro' ? [tags.user, tags.assistant] : ['User', 'Assistant'];
  return (
    "{% for message in messages %}{% if message['role'] == 'user' %}" +
    `{{ '${user}: ' }}{% else %}{{ '${assistant}: ' }}{% endif %}` +
    "{% for content in message['content'] %}{% if content['type'] == 'image' %}" +
    `{{ '${tags.image}\\n' }}{% else %}{{ content['text'] }}{% endif %}{% endfor %}` +
    `{% if loop.index0 % 2 == 0 %}{{ '\\n\\n' }}{% else %}{{ '${tags.end}' }}{% endif %}` +
    `{% endfor %}{% if add_generation_prompt %}{{ '${assistant}:' }}{% endif %}`
  );
}
