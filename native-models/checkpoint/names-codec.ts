import type { JanusConfig } from './janus-config.ts';
import { norm, range, tensor, weightAndBias, type JanusTensor } from './names-row.ts';

type Half = 'encoder' | 'decoder';

/**
 * The VQ codec: pixels to codes and back.
 *
 * @see deepseek-ai/Janus `janus/models/vq_model.py`
 */
export function codecTensors(config: JanusConfig): JanusTensor[] {
  const { codebook, codeSize, latentChannels } = config.picture;
  return [
    ...encoder(config.picture),
    ...decoder(config.picture),
    tensor(ours('quantize.embedding.weight'), theirs('quantize.embedding.weight'), [
      codebook,
      codeSize,
    ]),
    ...conv('quant_conv', 'quant_conv', [codeSize, latentChannels, 1, 1]),
    ...conv('post_quant_conv', 'post_quant_conv', [latentChannels, codeSize, 1, 1]),
  ];
}

/** Level 0 has the full side; each level but the last halves it. */
function encoder(picture: JanusConfig['picture']): JanusTensor[] {
  const channels = picture.encoderMultipliers.map((times) => times * picture.baseChannels);
  const lowest = channels.length - 1;
  const last = channels[lowest]!;
  return [
    ...conv('encoder.conv_in', 'encoder.conv_in', [picture.baseChannels, 3, 3, 3]),
    ...channels.flatMap((to, level) => [
      ...residuals('encoder', level, picture.residualBlocks, {
        from: channels[level - 1] ?? picture.baseChannels,
        to,
      }),
      ...(level === lowest
        ? attentions('encoder', level, picture.residualBlocks, to)
        : resample('encoder', level, to)),
    ]),
    ...middle('encoder', last),
    ...normalisation('encoder.norm_out', 'encoder.norm_out', last),
    ...conv('encoder.conv_out', 'encoder.conv_out', [picture.latentChannels, last, 3, 3]),
  ];
}

/** Level 0 has the side of the grid; each level but the last doubles it. */
function decoder(picture: JanusConfig['picture']): JanusTensor[] {
  const channels = picture.decoderMultipliers.map((times) => times * picture.baseChannels);
  channels.reverse();
  const [first, last] = [channels[0]!, channels.at(-1)!];
  const count = picture.residualBlocks + 1;
  return [
    ...conv('decoder.conv_in', 'decoder.conv_in', [first, picture.latentChannels, 3, 3]),
    ...middle('decoder', first),
    ...channels.flatMap((to, level) => [
      ...residuals('decoder', level, count, { from: channels[level - 1] ?? first, to }),
      ...(level === 0 ? attentions('decoder', level, count, to) : []),
      ...(level === channels.length - 1 ? [] : resample('decoder', level, to)),
    ]),
    ...normalisation('decoder.norm_out', 'decoder.norm_out', last),
    ...conv('decoder.conv_out', 'decoder.conv_out', [3, last, 3, 3]),
  ];
}

/** The residual blocks of a level. Only the first may change the number of channels. */
function residuals(
  half: Half,
  level: number,
  count: number,
  { from, to }: { from: number; to: number },
): JanusTensor[] {
  return range(count).flatMap((n) =>
    residual(
      `${half}.conv_blocks.${level}.res.${n}`,
      `${half}.${theirLevel[half]}.${level}.block.${n}`,
      n === 0 ? from : to,
      to,
    ),
  );
}

/** One self-attention after each residual block of the level with the smallest side. */
function attentions(half: Half, level: number, count: number, channels: number): JanusTensor[] {
  return range(count).flatMap((n) =>
    attention(
      `${half}.conv_blocks.${level}.attn.${n}`,
      `${half}.${theirLevel[half]}.${level}.attn.${n}`,
      channels,
    ),
  );
}

/** The convolution that halves or doubles the side. */
function resample(half: Half, level: number, channels: number): JanusTensor[] {
  const tail = half === 'encoder' ? 'downsample.conv' : 'upsample.conv';
  return conv(
    `${half}.conv_blocks.${level}.${tail}`,
    `${half}.${theirLevel[half]}.${level}.${tail}`,
    [channels, channels, 3, 3],
  );
}

/** Residual, attention, residual at the smallest side. */
function middle(half: Half, channels: number): JanusTensor[] {
  return [
    ...residual(`${half}.mid.0`, `${half}.mid.block_1`, channels, channels),
    ...attention(`${half}.mid.1`, `${half}.mid.attn_1`, channels),
    ...residual(`${half}.mid.2`, `${half}.mid.block_2`, channels, channels),
  ];
}

function residual(name: string, their: string, from: number, to: number): JanusTensor[] {
  return [
    ...normalisation(`${name}.norm1`, `${their}.norm1`, from),
    ...conv(`${name}.conv1`, `${their}.conv1`, [to, from, 3, 3]),
    ...normalisation(`${name}.norm2`, `${their}.norm2`, to),
    ...conv(`${name}.conv2`, `${their}.conv2`, [to, to, 3, 3]),
    ...(from === to ? [] : conv(`${name}.nin_shortcut`, `${their}.nin_shortcut`, [to, from, 1, 1])),
  ];
}

function attention(name: string, their: string, channels: number): JanusTensor[] {
  return [
    ...normalisation(`${name}.norm`, `${their}.norm`, channels),
    ...['q', 'k', 'v', 'proj_out'].flatMap((part) =>
      conv(`${name}.${part}`, `${their}.${part}`, [channels, channels, 1, 1]),
    ),
  ];
}

const theirLevel: Readonly<Record<Half, string>> = { encoder: 'down', decoder: 'up' };

const ours = (tail: string): string => `gen_vision_model.${tail}`;
const theirs = (tail: string): string => `model.vqmodel.${tail}`;

function conv(name: string, their: string, dims: readonly number[]): JanusTensor[] {
  return weightAndBias(ours(name), theirs(their), dims);
}

function normalisation(name: string, their: string, channels: number): JanusTensor[] {
  return norm(ours(name), theirs(their), channels);
}
