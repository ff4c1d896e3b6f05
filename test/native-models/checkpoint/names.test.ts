import { expect, test } from 'vitest';
import { elementCount } from '../../../native-models/checkpoint/lazy-tensor.ts';
import {
  janusTensors,
  unusedName,
  unusedTensors,
} from '../../../native-models/checkpoint/names.ts';
import { oddConfig, sizes } from '../../../native-models/synthesize/sizes.ts';

// The sums of the published weight files: 4.18 GB and 9.99 + 4.85 GB of BF16.
test.each([
  { size: '1b', tensors: 882, elements: 2_089_297_547, theirs: 964 },
  { size: '7b', tensors: 936, elements: 7_420_434_059, theirs: 1018 },
] as const)('names all of Janus-Pro-$size', ({ size, tensors, elements, theirs }) => {
  const used = janusTensors(sizes[size]);
  const all = [...used, ...unusedTensors(sizes[size])];
  expect(all).toHaveLength(tensors);
  expect(all.reduce((sum, { dims }) => sum + elementCount(dims), 0)).toBe(elements);
  expect(used.flatMap(({ stored }) => stored.transformers.names)).toHaveLength(theirs);
});

test.each([
  [
    'vision_model.vision_tower.blocks.23.mlp.fc1.weight',
    [4096, 1024],
    'model.vision_model.encoder.layers.23.mlp.fc1.weight',
  ],
  ['aligner.layers.2.bias', [2048], 'model.aligner.hidden_layers.0.bias'],
  [
    'gen_vision_model.encoder.conv_blocks.4.res.0.nin_shortcut.weight',
    [512, 256, 1, 1],
    'model.vqmodel.encoder.down.4.block.0.nin_shortcut.weight',
  ],
  [
    'gen_vision_model.decoder.conv_blocks.0.attn.2.proj_out.weight',
    [512, 512, 1, 1],
    'model.vqmodel.decoder.up.0.attn.2.proj_out.weight',
  ],
  ['gen_vision_model.decoder.mid.1.q.bias', [512], 'model.vqmodel.decoder.mid.attn_1.q.bias'],
  ['gen_head.vision_head.weight', [16_384, 2048], 'model.generation_head.vision_head.weight'],
  ['language_model.lm_head.weight', [102_400, 2048], 'lm_head.weight'],
])('%s has dims %j and another name in transformers', (name, dims, theirs) => {
  const row = janusTensors(sizes['1b']).find((tensor) => tensor.name === name);
  expect(row?.dims).toEqual(dims);
  expect(row?.stored.transformers.names).toEqual([theirs]);
});

test('transformers keeps q, k and v of the vision tower apart', () => {
  const name = 'vision_model.vision_tower.blocks.0.attn.qkv.weight';
  const row = janusTensors(sizes['1b']).find((tensor) => tensor.name === name);
  expect(row?.dims).toEqual([3072, 1024]);
  expect(row?.stored.transformers.dims).toEqual([1024, 1024]);
  expect(row?.stored.transformers.names.map((n) => n.split('.').at(-2))).toEqual([
    'q_proj',
    'k_proj',
    'v_proj',
  ]);
});

test.each([oddConfig, ...Object.values(sizes)])('no name stands for two tensors', (config) => {
  const rows = janusTensors(config);
  for (const layout of ['deepseek', 'transformers'] as const) {
    const names = rows.flatMap(({ stored }) => stored[layout].names);
    expect(new Set(names).size).toBe(names.length);
    for (const { dims, stored } of rows) {
      const parts = stored[layout];
      expect(parts.names.length * elementCount(parts.dims)).toBe(elementCount(dims));
    }
  }
});

test('a model with fewer key heads has smaller k and v', () => {
  const dims = (kind: string) =>
    janusTensors(oddConfig).find(({ name }) => name.endsWith(`layers.2.self_attn.${kind}.weight`))
      ?.dims;
  // 3 heads of 16 ask, 1 answers.
  expect(dims('q_proj')).toEqual([48, 48]);
  expect(dims('k_proj')).toEqual([16, 48]);
  expect(dims('v_proj')).toEqual([16, 48]);
});

test('knows what published files carry for nothing', () => {
  expect(unusedTensors(sizes['1b']).every(({ name }) => unusedName(name))).toBe(true);
  expect(unusedName('language_model.model.layers.0.self_attn.rotary_emb.inv_freq')).toBe(true);
  expect(janusTensors(sizes['1b']).some(({ name }) => unusedName(name))).toBe(false);
});
