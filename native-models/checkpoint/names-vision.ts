import type { JanusConfig } from './janus-config.ts';
import { aligner, norm, range, weightAndBias, type JanusTensor } from './names-row.ts';

const tower = 'vision_model.vision_tower';
const theirTower = 'model.vision_model';

/**
 * The tower that reads images, and its aligner.
 *
 * @see deepseek-ai/Janus `janus/models/siglip_vit.py`
 */
export function visionTensors({ vision, decoder }: JanusConfig): JanusTensor[] {
  const { width, patchSize } = vision;
  const patch = [width, 3, patchSize, patchSize];
  return [
    positions((vision.imageSize / patchSize) ** 2, width),
    ...weightAndBias(
      `${tower}.patch_embed.proj`,
      `${theirTower}.embeddings.patch_embedding`,
      patch,
    ),
    ...range(vision.layers).flatMap((n) => block(n, width, vision.intermediate)),
    ...norm(`${tower}.norm`, `${theirTower}.post_layernorm`, width),
    ...aligner('aligner', 'model.aligner', {
      from: width,
      to: decoder.hidden,
      depth: vision.alignerDepth,
    }),
  ];
}

/** An embedding table in transformers, a parameter with a batch of one in DeepSeek's. */
function positions(patches: number, width: number): JanusTensor {
  const name = `${tower}.pos_embed`;
  const dims = [1, patches, width];
  const theirName = `${theirTower}.embeddings.position_embedding.weight`;
  return {
    name,
    dims,
    stored: {
      deepseek: { names: [name], dims },
      transformers: { names: [theirName], dims: [patches, width] },
    },
  };
}

/** One pre-norm transformer block. */
function block(n: number, width: number, intermediate: number): JanusTensor[] {
  const ours = `${tower}.blocks.${n}`;
  const theirs = `${theirTower}.encoder.layers.${n}`;
  const attention = `${theirs}.self_attn`;
  return [
    ...norm(`${ours}.norm1`, `${theirs}.layer_norm1`, width),
    fusedQkv(`${ours}.attn.qkv`, attention, 'weight', [width, width]),
    fusedQkv(`${ours}.attn.qkv`, attention, 'bias', [width]),
    ...weightAndBias(`${ours}.attn.proj`, `${attention}.projection_layer`, [width, width]),
    ...norm(`${ours}.norm2`, `${theirs}.layer_norm2`, width),
    ...weightAndBias(`${ours}.mlp.fc1`, `${theirs}.mlp.fc1`, [intermediate, width]),
    ...weightAndBias(`${ours}.mlp.fc2`, `${theirs}.mlp.fc2`, [width, intermediate]),
  ];
}

/** Rows q | k | v, each `(head, headSize)`; transformers keeps the three apart. */
function fusedQkv(
  ours: string,
  theirs: string,
  kind: 'weight' | 'bias',
  part: readonly [number, ...number[]],
): JanusTensor {
  const name = `${ours}.${kind}`;
  const dims = [3 * part[0], ...part.slice(1)];
  return {
    name,
    dims,
    stored: {
      deepseek: { names: [name], dims },
      transformers: {
        names: ['q', 'k', 'v'].map((x) => `${theirs}.${x}_proj.${kind}`),
        dims: part,
      },
    },
  };
}
