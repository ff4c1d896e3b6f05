import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig, patchSide, pictureSide } from '../../../native-models/checkpoint/config.ts';
import { ModelFailure } from '../../../native-models/failure.ts';
import { sizes, tinyConfig } from '../../../native-models/synthesize/sizes.ts';

/** config.json of Janus-Pro-1B, as published. */
const pro1b = {
  aligner_config: {
    cls: 'MlpProjector',
    model_type: 'aligner',
    params: { depth: 2, input_dim: 1024, n_embed: 2048, projector_type: 'mlp_gelu' },
  },
  architectures: ['MultiModalityCausalLM'],
  gen_aligner_config: {
    cls: 'MlpProjector',
    model_type: 'gen_aligner',
    params: { depth: 2, input_dim: 8, n_embed: 2048, projector_type: 'mlp_gelu' },
  },
  gen_head_config: {
    cls: 'vision_head',
    model_type: 'gen_head',
    params: { image_token_embed: 2048, image_token_size: 16384, n_embed: 2048 },
  },
  gen_vision_config: {
    cls: 'VQ-16',
    model_type: 'gen_vision',
    params: { image_token_size: 16384, n_embed: 8 },
  },
  language_config: {
    hidden_size: 2048,
    intermediate_size: 5632,
    max_position_embeddings: 16384,
    model_type: 'llama',
    num_attention_heads: 16,
    num_hidden_layers: 24,
    num_key_value_heads: 16,
    torch_dtype: 'bfloat16',
    vocab_size: 102400,
  },
  model_type: 'multi_modality',
  vision_config: {
    cls: 'CLIPVisionTower',
    model_type: 'vision',
    params: {
      image_size: 384,
      model_name: 'siglip_large_patch16_384',
      select_feature: 'same',
      select_layer: -1,
    },
  },
};

/** What the language_config of Janus-Pro-7B says: the rest are LlamaConfig's defaults. */
const pro7b = {
  language_config: {
    max_position_embeddings: 16384,
    model_type: 'llama',
    num_hidden_layers: 30,
    vocab_size: 102400,
  },
  model_type: 'multi_modality',
};

/** The least a config.json of transformers may say of a 1B. */
const theirs = {
  model_type: 'janus',
  text_config: { ...pro1b.language_config, rms_norm_eps: 1e-6 },
  vision_config: {},
  vq_config: {},
};

test('reads the published configs with the defaults of the reference', () => {
  expect(parseConfig(pro1b, 'deepseek')).toEqual(sizes['1b']);
  expect(parseConfig(pro7b, 'deepseek')).toEqual(sizes['7b']);
  expect(parseConfig(theirs, 'transformers')).toEqual(sizes['1b']);
});

test('reads theta from where transformers put it before and since version 5', () => {
  const before = { ...theirs, text_config: { ...theirs.text_config, rope_theta: 500 } };
  const rope = { rope_type: 'default', rope_theta: 600 };
  const since = { ...theirs, text_config: { ...theirs.text_config, rope_parameters: rope } };
  expect(parseConfig(before, 'transformers').decoder.ropeTheta).toBe(500);
  expect(parseConfig(since, 'transformers').decoder.ropeTheta).toBe(600);
});

test('a picture of 24 tokens of 16 px has 384 px', () => {
  expect(patchSide(sizes['1b'])).toBe(16);
  expect(pictureSide(sizes['1b'])).toBe(384);
  expect(pictureSide(tinyConfig)).toBe(32);
});

/** The config of 1B with one value changed. */
function changed(base: object, path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(base);
  const keys = path.split('.');
  const last = keys.pop()!;
  let at = copy as Record<string, unknown>;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  at[last] = value;
  return copy;
}

describe('refuses, naming the key,', () => {
  test.each([
    ['language_config.hidden_size', -1, 'a whole number from 1 to 65536'],
    ['language_config.hidden_size', 1e12, 'a whole number from 1 to 65536'],
    ['language_config.hidden_size', '2048', 'a whole number from 1 to 65536 but received "2048"'],
    ['language_config.num_hidden_layers', 1e9, 'a whole number from 1 to 512'],
    ['language_config.num_hidden_layers', 1.5, 'a whole number from 1 to 512'],
    ['language_config.vocab_size', 1e15, 'a whole number from 1 to 4194304'],
    ['language_config.rms_norm_eps', 0, 'a number above 0'],
    ['language_config.hidden_act', 'gelu', '"silu" but received "gelu"'],
    ['language_config.attention_bias', true, 'false but received true'],
    ['language_config.rope_scaling', { type: 'linear', factor: 4 }, '"default" but received'],
    ['vision_config.params.mlp_ratio', 1e300, 'a number above 0 and up to 64'],
    ['gen_vision_config.params.encoder_ch_mult', [], '1 to 8 whole numbers from 1 to 64'],
    ['gen_vision_config.params.encoder_ch_mult', [1e9], '1 to 8 whole numbers from 1 to 64'],
    ['gen_vision_config.params.num_res_blocks', 1e6, 'a whole number from 1 to 16'],
    ['aligner_config.params.projector_type', 'identity', '"mlp_gelu" but received "identity"'],
    ['aligner_config.params.n_embed', 4096, '2048, as the rest of the file has it, but received'],
    ['gen_head_config.params.image_token_size', 8192, '16384, as the rest of the file has it,'],
  ])('%s of %j', (path, value, sentence) => {
    const refusal = () => parseConfig(changed(pro1b, path, value), 'deepseek');
    expect(refusal).toThrow(ModelFailure);
    expect(refusal).toThrow(`Expected ${path}`);
    expect(refusal).toThrow(sentence);
  });

  test.each([
    ['vq_config.projection_dim', 4096, '2048, the hidden size of text_config,'],
    ['vision_config.use_qk_norm', true, 'false but received true'],
    ['vision_config.image_size', [384, 384], 'a whole number from 1 to 8192'],
    ['vq_config.double_latent', true, 'false but received true'],
  ])("transformers' %s of %j", (path, value, sentence) => {
    const refusal = () => parseConfig(changed(theirs, path, value), 'transformers');
    expect(refusal).toThrow(`Expected ${path} in config.json to be ${sentence}`);
  });
});

test.each([
  ['language_config.max_position_embeddings', 576, 'has 576 tokens and the decoder 576 positions'],
  ['vision_config.params', { image_size: 8192, patch_size: 8 }, 'would have 16384 px a side'],
  ['language_config.num_attention_heads', 24, 'hidden size 2048 is not a multiple of the 24 heads'],
  ['language_config.num_key_value_heads', 3, 'heads is 16, not a multiple of key and value heads'],
  ['language_config.head_dim', 15, 'head size is 15, not a multiple of a rotated pair, 2'],
  [
    'vision_config.params.heads',
    7,
    'width of the vision tower is 1024, not a multiple of its heads',
  ],
  [
    'vision_config.params.patch_size',
    17,
    'image size is 384, not a multiple of the patch size, 17',
  ],
  ['gen_vision_config.params.ch', 48, 'is 48, not a multiple of its norm groups, 32'],
  ['gen_vision_config.params.encoder_ch_mult', [1, 2], 'halves the side 1 times but doubles it 4'],
])('refuses sizes that do not fit each other: %s of %j', (path, value, sentence) => {
  const refusal = () => parseConfig(changed(pro1b, path, value), 'deepseek');
  expect(refusal).toThrow('Expected sizes in config.json that fit each other but ');
  expect(refusal).toThrow(sentence);
});

test('any JSON is a config or a refusal, never another error', () => {
  const values = fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(1e308));
  const leaves = [
    ...Object.keys(pro1b.language_config).map((key) => `language_config.${key}`),
    ...['width', 'layers', 'heads', 'mlp_ratio'].map((key) => `vision_config.params.${key}`),
    ...['ch', 'encoder_ch_mult', 'z_channels'].map((key) => `gen_vision_config.params.${key}`),
    'gen_vision_config',
    'language_config',
  ];
  const configs = fc
    .tuple(fc.constantFrom(...leaves), values)
    .map(([path, value]) => changed(pro1b, path, value));
  fc.assert(
    fc.property(fc.oneof(configs, values), (json) => {
      for (const layout of ['deepseek', 'transformers'] as const) {
        try {
          parseConfig(json, layout);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFailure);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
