import type { JanusConfig } from './janus-config.ts';
import { pictureTensors } from './names-picture.ts';
import { range, tensor, type JanusTensor } from './names-row.ts';
import { visionTensors } from './names-vision.ts';

export type { JanusTensor } from './names-row.ts';

/**
 * Every tensor a Janus of these sizes must have, with both layouts' names: 868 for Janus-Pro-1B,
 * 922 for 7B.
 *
 * @see deepseek-ai/Janus `janus/models`; transformers 5.18 `models/janus/modeling_janus.py`
 */
export function janusTensors(config: JanusConfig): readonly JanusTensor[] {
  return [...visionTensors(config), ...pictureTensors(config), ...decoderTensors(config)];
}

/** The Llama that both draws and answers. */
function decoderTensors({ decoder }: JanusConfig): JanusTensor[] {
  const { hidden, intermediate, headSize, vocabulary } = decoder;
  const [queries, keys] = [decoder.heads * headSize, decoder.kvHeads * headSize];
  const same = (tail: string, dims: readonly number[]): JanusTensor =>
    tensor(`language_model.model.${tail}`, `model.language_model.${tail}`, dims);
  return [
    same('embed_tokens.weight', [vocabulary, hidden]),
    ...range(decoder.layers).flatMap((n) => [
      same(`layers.${n}.self_attn.q_proj.weight`, [queries, hidden]),
      same(`layers.${n}.self_attn.k_proj.weight`, [keys, hidden]),
      same(`layers.${n}.self_attn.v_proj.weight`, [keys, hidden]),
      same(`layers.${n}.self_attn.o_proj.weight`, [hidden, queries]),
      same(`layers.${n}.mlp.gate_proj.weight`, [intermediate, hidden]),
      same(`layers.${n}.mlp.up_proj.weight`, [intermediate, hidden]),
      same(`layers.${n}.mlp.down_proj.weight`, [hidden, intermediate]),
      same(`layers.${n}.input_layernorm.weight`, [hidden]),
      same(`layers.${n}.post_attention_layernorm.weight`, [hidden]),
    ]),
    same('norm.weight', [hidden]),
    tensor('language_model.lm_head.weight', 'lm_head.weight', [vocabulary, hidden]),
  ];
}

/** Dims of what published checkpoints carry and no Janus computes with. */
export function unusedTensors({
  vision,
}: JanusConfig): readonly { name: string; dims: number[] }[] {
  const { width, intermediate } = vision;
  const pool = 'vision_model.vision_tower.attn_pool';
  return [
    { name: `${pool}.latent`, dims: [1, 1, width] },
    { name: `${pool}.q.weight`, dims: [width, width] },
    { name: `${pool}.q.bias`, dims: [width] },
    { name: `${pool}.kv.weight`, dims: [2 * width, width] },
    { name: `${pool}.kv.bias`, dims: [2 * width] },
    { name: `${pool}.proj.weight`, dims: [width, width] },
    { name: `${pool}.proj.bias`, dims: [width] },
    { name: `${pool}.norm.weight`, dims: [width] },
    { name: `${pool}.norm.bias`, dims: [width] },
    { name: `${pool}.mlp.fc1.weight`, dims: [intermediate, width] },
    { name: `${pool}.mlp.fc1.bias`, dims: [intermediate] },
    { name: `${pool}.mlp.fc2.weight`, dims: [width, intermediate] },
    { name: `${pool}.mlp.fc2.bias`, dims: [width] },
    { name: 'gen_vision_model.quantize.codebook_used', dims: [65536] },
  ];
}

/** True for the names of `unusedTensors`, and for the rotary tables of old Llama files. */
export function unusedName(storedName: string): boolean {
  return (
    storedName.startsWith('vision_model.vision_tower.attn_pool.') ||
    storedName.endsWith('quantize.codebook_used') ||
    storedName.endsWith('rotary_emb.inv_freq')
  );
}
