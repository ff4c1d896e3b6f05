import { demand, numberAt, valueAt, wholeAt } from './config-field.ts';
import { limits, unfit } from './config-limits.ts';
import type { JanusConfig } from './janus-config.ts';

/**
 * Reads the Llama's part of config.json: the same keys in both layouts.
 *
 * @param under The key it stands under: `language_config` or `text_config`.
 * @see transformers 4.33 and 5.18 `LlamaConfig` for the defaults: Janus-Pro-7B relies on them.
 */
export function parseDecoder(json: unknown, under: string): JanusConfig['decoder'] {
  const at = (key: string): string => `${under}.${key}`;
  demand(json, at('model_type'), 'llama');
  demand(json, at('hidden_act'), 'silu');
  demand(json, at('attention_bias'), false);
  demand(json, at('mlp_bias'), false);
  for (const rope of ['rope_scaling.type', 'rope_scaling.rope_type', 'rope_parameters.rope_type']) {
    demand(json, at(rope), 'default');
  }
  const hidden = wholeAt(json, at('hidden_size'), { most: limits.width, fallback: 4096 });
  const heads = wholeAt(json, at('num_attention_heads'), { most: limits.heads, fallback: 32 });
  return {
    hidden,
    intermediate: wholeAt(json, at('intermediate_size'), { most: limits.width, fallback: 11_008 }),
    layers: wholeAt(json, at('num_hidden_layers'), { most: limits.layers, fallback: 32 }),
    heads,
    kvHeads: wholeAt(json, at('num_key_value_heads'), { most: limits.heads, fallback: heads }),
    headSize: headSize(json, at('head_dim'), hidden, heads),
    vocabulary: wholeAt(json, at('vocab_size'), { most: limits.vocabulary, fallback: 32_000 }),
    normEpsilon: numberAt(json, at('rms_norm_eps'), { most: 1, fallback: 1e-6 }),
    ropeTheta: numberAt(json, ropeTheta(json, under), { most: 1e9, fallback: 10_000 }),
    maxPositions: wholeAt(json, at('max_position_embeddings'), {
      most: limits.positions,
      fallback: 2048,
    }),
  };
}

function headSize(json: unknown, path: string, hidden: number, heads: number): number {
  if ((valueAt(json, path) ?? null) === null && hidden % heads !== 0) {
    throw unfit(`hidden size ${hidden} is not a multiple of the ${heads} heads`);
  }
  return wholeAt(json, path, { most: limits.width, fallback: hidden / heads });
}

/** A key of its own until transformers 5. */
function ropeTheta(json: unknown, under: string): string {
  const today = `${under}.rope_parameters.rope_theta`;
  return valueAt(json, today) === undefined ? `${under}.rope_theta` : today;
}
