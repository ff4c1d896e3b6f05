import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listModels } from '../../../../main/models/library.ts';
import { mergeLowRank } from '../../../../native-models/checkpoint/adapter/merge.ts';
import type { LazyTensor } from '../../../../native-models/checkpoint/lazy-tensor.ts';
import { openCheckpoint, type Checkpoint } from '../../../../native-models/checkpoint/open.ts';
import { buildModel, inspectCheckpoint } from '../../../../native-models/index.ts';
import { readWhole } from '../../../../native-models/weights/cast.ts';
import { checkpointOrder } from '../../../expected/checkpoints.ts';
import { editHeader, editJson, fingerprint, safetensors, synthesized } from '../folders.ts';

const expected = join(import.meta.dirname, '../../../expected');
const settings = 'adapter_config.json';
const matrices = 'adapter_model.safetensors';

async function opened(folder: string): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint.close());
  return checkpoint;
}

/** The checkpoint that PEFT's adapter was made on, with the adapter in its folder. */
async function adapted(): Promise<string> {
  const { out: _, ...order } = checkpointOrder('odd', 'transformers', '');
  const folder = await synthesized(order);
  await cp(join(expected, 'adapter'), join(folder, 'adapter'), { recursive: true });
  return folder;
}

describe('an adapter in the folder', () => {
  test('is merged into the weights as PEFT merges it', async () => {
    const { tensors } = await opened(await adapted());
    const golden = JSON.parse(
      await readFile(join(expected, 'adapter.golden.json'), 'utf8'),
    ) as Record<string, string>;
    const floats = (name: string): Float32Array =>
      new Float32Array(Uint8Array.from(Buffer.from(golden[name]!, 'base64')).buffer);
    const ours = async (name: string): Promise<Float32Array> => readWhole(tensors.get(name)!);

    const attention = 'layers.2.self_attn.v_proj.weight';
    const value = await ours(`language_model.model.${attention}`);
    expectRounded(value, floats(`model.language_model.${attention}`));
    expectRounded(await ours('aligner.layers.0.weight'), floats('model.aligner.fc1.weight'));
    // The tower's query is the first third of what stands stacked.
    const query = floats('model.vision_model.encoder.layers.1.self_attn.q_proj.weight');
    const stacked = await ours('vision_model.vision_tower.blocks.1.attn.qkv.weight');
    expectRounded(stacked.subarray(0, query.length), query);
  });

  test('is told before it is built, and of the model after', async () => {
    const folder = await adapted();
    expect(await inspectCheckpoint(folder)).toMatchObject({ adapted: true });
    expect(await inspectCheckpoint(await synthesized())).toMatchObject({ adapted: false });
    const order = {
      checkpoint: folder,
      models: join(folder, 'models'),
      id: 'a',
      precision: 'fp32',
    };
    for await (const _ of buildModel(order));
    const [model] = (await listModels(order.models)).installed;
    expect(model!.card).toMatchObject({ id: 'a', adapted: true });
  });

  test('leaves every weight that it does not adapt', async () => {
    const folder = await adapted();
    const { tensors } = await opened(folder);
    await rm(join(folder, 'adapter'), { recursive: true });
    const plain = (await opened(folder)).tensors;
    const changed: string[] = [];
    for (const [name, tensor] of tensors) {
      if ((await fingerprint(tensor)) !== (await fingerprint(plain.get(name)!))) changed.push(name);
    }
    const layers = [0, 1, 2].flatMap((n) => [
      `language_model.model.layers.${n}.self_attn.q_proj.weight`,
      `language_model.model.layers.${n}.self_attn.v_proj.weight`,
      `language_model.model.layers.${n}.mlp.down_proj.weight`,
      `vision_model.vision_tower.blocks.${n}.attn.qkv.weight`,
      `vision_model.vision_tower.blocks.${n}.mlp.fc1.weight`,
    ]);
    const ends = ['aligner.layers.0.weight', 'gen_aligner.layers.0.weight'];
    expect(changed.toSorted()).toEqual([...layers, ...ends].toSorted());
  });

  test('of DeepSeek’s layout is named as that layout names its weights', async () => {
    const folder = await synthesized();
    const plain = await opened(folder);
    await writeAdapter(folder, 'language_model.model.layers.0.mlp.up_proj', [160, 64]);
    const name = 'language_model.model.layers.0.mlp.up_proj.weight';
    const before = await readWhole(plain.tensors.get(name)!);
    const after = await readWhole((await opened(folder)).tensors.get(name)!);
    // A is all 1 and B all 2, of rank 1, and α is 4.
    expectRounded(
      after,
      before.map((weight) => weight + 8),
    );
  });
});

/** One adapted matrix `[out, in]`, of rank 1: A all 1, B all 2, α = 4. */
async function writeAdapter(folder: string, module: string, dims: [number, number]): Promise<void> {
  await mkdir(join(folder, 'adapter'));
  const told = { peft_type: 'LORA', r: 1, lora_alpha: 4 };
  await writeFile(join(folder, 'adapter', settings), JSON.stringify(told));
  const [out, width] = dims;
  const a = new Float32Array(width).fill(1);
  const b = new Float32Array(out).fill(2);
  const name = `base_model.model.${module}.lora_`;
  const header = {
    [`${name}A.weight`]: { dtype: 'F32', shape: [1, width], data_offsets: [0, 4 * width] },
    [`${name}B.weight`]: {
      dtype: 'F32',
      shape: [out, 1],
      data_offsets: [4 * width, 4 * (width + out)],
    },
  };
  const values = Buffer.concat([Buffer.from(a.buffer), Buffer.from(b.buffer)]);
  await writeFile(join(folder, 'adapter', matrices), safetensors(JSON.stringify(header), values));
}

/** Equal but for the last bit of a bfloat16. */
function expectRounded(ours: Float32Array, theirs: Float32Array): void {
  expect(ours.length).toBe(theirs.length);
  for (const [i, value] of theirs.entries()) {
    expect(Math.abs(ours[i]! - value)).toBeLessThanOrEqual(Math.abs(value) / 256 + 1e-30);
  }
}

describe('what cannot be merged is refused with a sentence', () => {
  const refusal = async (folder: string): Promise<string> => {
    const thrown: unknown = await openCheckpoint(folder).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'bad-checkpoint' });
    return (thrown as Error).message;
  };

  test.each([
    ['peft_type', 'IA3', 'Expected peft_type in adapter_config.json to be "LORA"'],
    ['use_dora', true, 'Expected use_dora in adapter_config.json to be false but received true'],
    ['rank_pattern', { 'layers.0': 8 }, 'Expected rank_pattern in adapter_config.json to be'],
    ['modules_to_save', ['lm_head'], 'Expected modules_to_save'],
    ['bias', 'all', 'Expected bias in adapter_config.json to be "none" but received "all"'],
    ['r', 0, 'Expected r in adapter_config.json to be a whole number from 1 to 4096'],
    ['lora_alpha', 'much', 'Expected lora_alpha in adapter_config.json to be a number'],
  ])('a setting: %s', async (key, value, sentence) => {
    const folder = await adapted();
    await editJson(join(folder, 'adapter', settings), (json) => {
      Object.assign(json, { [key]: value });
    });
    expect(await refusal(folder)).toContain(sentence);
  });

  test('an adapter without its weights', async () => {
    const folder = await adapted();
    await rm(join(folder, 'adapter', matrices));
    expect(await refusal(folder)).toContain('adapter_model.safetensors');
  });

  test('an adapter of another model', async () => {
    const folder = await synthesized({ layout: 'transformers' });
    await cp(join(expected, 'adapter'), join(folder, 'adapter'), { recursive: true });
    expect(await refusal(folder)).toMatch(
      /matrices of this checkpoint but received .* with \[\d+, 3\]/,
    );
  });

  test('one matrix of two, and names that mean nothing here', async () => {
    const folder = await adapted();
    const rename = async (from: string, to: string): Promise<void> => {
      await editHeader(join(folder, 'adapter', matrices), (header) => {
        const { [from]: entry } = header;
        Reflect.deleteProperty(header, from);
        header[to] = entry!;
      });
    };
    const lost = 'base_model.model.model.aligner.fc1.lora_B.weight';
    await rename(lost, 'base_model.model.model.aligner.fc9.lora_B.weight');
    expect(await refusal(folder)).toContain('model.aligner.fc');
    await rename('base_model.model.model.aligner.fc9.lora_B.weight', 'lora_magnitude_vector');
    expect(await refusal(folder)).toContain('lora_magnitude_vector, which are no matrices');
  });
});

/** A matrix in memory, read in chunks of so many elements. */
function inMemory(
  dims: readonly [number, number],
  floats: Float32Array,
  chunk: number,
): LazyTensor {
  return {
    name: 'w',
    type: 'F32',
    dims,
    async *read() {
      await Promise.resolve();
      for (let at = 0; at < floats.length; at += chunk) {
        yield new Uint8Array(floats.slice(at, at + chunk).buffer);
      }
    },
  };
}

test('however a weight is cut into chunks, the sum is the same', async () => {
  const small = fc.integer({ min: 1, max: 9 });
  await fc.assert(
    fc.asyncProperty(
      small,
      small,
      small,
      small,
      fc.integer(),
      async (out, width, rank, chunk, seed) => {
        let state = seed;
        const random = (count: number): Float32Array =>
          Float32Array.from({ length: count }, () => {
            state = (Math.imul(state, 1664525) + 1013904223) | 0;
            return (state >> 20) / 8;
          });
        const [w, a, b] = [random(out * width), random(rank * width), random(out * rank)];
        const merged = mergeLowRank(inMemory([out, width], w, chunk), {
          down: inMemory([rank, width], a, 5),
          up: inMemory([out, rank], b, 3),
          scale: 0.5,
        });
        // Eighths and halves of small numbers: no sum is rounded.
        const expected = w.map((weight, at) => {
          const [row, column] = [Math.floor(at / width), at % width];
          let sum = weight;
          for (let k = 0; k < rank; k++) sum += 0.5 * b[row * rank + k]! * a[k * width + column]!;
          return sum;
        });
        expect([...(await readWhole(merged))]).toEqual([...expected]);
      },
    ),
  );
});
