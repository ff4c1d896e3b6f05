import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { ModelProto } from '../../../native-models/onnx/schema.ts';

const Attribute = z.object({
  name: z.string(),
  i: z.coerce.number().optional(),
  g: z.unknown().optional(),
});
const Node = z.object({
  opType: z.string(),
  input: z.array(z.string()).default([]),
  attribute: z.array(Attribute).default([]),
});
const GraphProto = z.object({ node: z.array(Node).default([]) });
const Input = z.object({
  name: z.string(),
  type: z.object({
    tensorType: z.object({
      shape: z
        .object({ dim: z.array(z.record(z.string(), z.unknown())).default([]) })
        .default({ dim: [] }),
    }),
  }),
});
const Model = z.object({ graph: GraphProto.extend({ input: z.array(Input) }) });

async function readModel(model: string) {
  const bytes = await readFile(path.join(inject('models'), model, 'language.onnx'));
  const message = ModelProto.decode(bytes);
  return Model.parse(ModelProto.toObject(message, { longs: Number })).graph;
}

type AnyGraph = z.infer<typeof GraphProto>;

function* nodesIn(
  graph: AnyGraph,
  depth = 0,
): Generator<{ node: z.infer<typeof Node>; depth: number }> {
  for (const node of graph.node) {
    yield { node, depth };
    for (const { g } of node.attribute) {
      if (g !== undefined) yield* nodesIn(GraphProto.parse(g), depth + 1);
    }
  }
}

describe.each(['tiny-int4', 'tiny-int8'])('the language graph of %s', (model) => {
  test('has its quantised products one graph deep at most, all at accuracy level 4', async () => {
    const all = [...nodesIn(await readModel(model))];
    const products = all.filter(({ node }) => node.opType === 'MatMulNBits');
    expect(products.length).toBeGreaterThan(2 * 7);
    for (const { node, depth } of products) {
      const value = (name: string) =>
        node.attribute.find((attribute) => attribute.name === name)?.i;
      expect(depth).toBeLessThanOrEqual(1);
      expect(value('accuracy_level')).toBe(4);
      expect(value('block_size')).toBe(32);
    }
    const bits = new Set(
      products.map(({ node }) => node.attribute.find(({ name }) => name === 'bits')?.i),
    );
    expect(bits).toEqual(new Set(model === 'tiny-int4' ? [4, 8] : [8]));
  });

  test('has one product for each matrix, so that ONNX Runtime packs each once', async () => {
    const all = [...nodesIn(await readModel(model))];
    const products = all.filter(({ node }) => node.opType === 'MatMulNBits');
    const matrices = products.map(({ node }) => node.input[1]);
    expect(new Set(matrices).size).toBe(matrices.length);
  });

  test('gives the length of what was read no name', async () => {
    const { input } = await readModel(model);
    const prefixes = input.filter(({ name }) => name.startsWith('prefix_'));
    expect(prefixes).toHaveLength(4);
    for (const { type } of prefixes) expect(type.tensorType.shape.dim[0]).toEqual({});
  });
});

test('the language graph of tiny-fp16 widens its weights outside all loops', async () => {
  const all = [...nodesIn(await readModel('tiny-fp16'))];
  const outside = all.filter(({ node, depth }) => node.opType === 'Cast' && depth === 0);
  expect(outside.length).toBeGreaterThan(2 * 7);
  expect(all.filter(({ node }) => node.opType === 'MatMulNBits')).toEqual([]);
});
