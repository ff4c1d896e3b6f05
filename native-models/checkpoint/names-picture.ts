import type { JanusConfig } from './janus-config.ts';
import { aligner, tensor, weightAndBias, type JanusTensor } from './names-row.ts';
import { codecTensors } from './names-codec.ts';

/**
 * What pictures are made with: the VQ codec and its codebook, the table and aligner that feed a
 * token back to the decoder, and the head that scores the next one.
 *
 * @see deepseek-ai/Janus `janus/models/modeling_vlm.py`
 */
export function pictureTensors(config: JanusConfig): JanusTensor[] {
  const { codebook, codeSize } = config.picture;
  const { hidden } = config.decoder;
  const table = [codebook, codeSize];
  const head = 'model.generation_head';
  return [
    ...codecTensors(config),
    tensor('gen_embed.weight', 'model.generation_embeddings.weight', table),
    ...aligner('gen_aligner', 'model.generation_aligner', {
      from: codeSize,
      to: hidden,
      depth: config.picture.alignerDepth,
    }),
    ...weightAndBias('gen_head.output_mlp_projector', `${head}.proj_out`, [hidden, hidden]),
    ...weightAndBias('gen_head.vision_head', `${head}.vision_head`, [codebook, hidden]),
  ];
}
