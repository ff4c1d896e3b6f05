import { copyFile, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { janusTensors } from '../../../native-models/checkpoint/names.ts';
import { openCheckpoint, type Checkpoint } from '../../../native-models/checkpoint/open.ts';
import { ModelFailure } from '../../../native-models/failure.ts';
import { oddConfig, tinyConfig } from '../../../native-models/synthesize.ts';
import {
  editHeader,
  editJson,
  fingerprint,
  hideTensor,
  synthesized,
  temporaryFolder,
} from './folders.ts';

async function opened(folder: string): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint.close());
  return checkpoint;
}

/** Opening must fail for the checkpoint's own fault, and say each of these. */
async function refused(folder: string, ...sentences: string[]): Promise<void> {
  const failure = await openCheckpoint(folder).then(
    () => expect.fail('the folder was opened'),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ModelFailure);
  expect(failure).toHaveProperty('code', 'bad-checkpoint');
  for (const sentence of sentences)
    expect(failure).toHaveProperty('message', expect.stringContaining(sentence));
}

const weights = 'model.safetensors';
const index = 'model.safetensors.index.json';

test.each([
  { size: tinyConfig, roles: 'pro' },
  { size: oddConfig, roles: 'janus', shards: 3 },
] as const)('both layouts are one model', async (order) => {
  const ours = await opened(await synthesized({ ...order, layout: 'deepseek' }));
  const theirs = await opened(await synthesized({ ...order, layout: 'transformers' }));
  expect([ours.layout, theirs.layout]).toEqual(['deepseek', 'transformers']);
  expect(ours.config).toEqual(order.size);
  expect(theirs.config).toEqual(order.size);
  expect([...ours.tensors.keys()]).toEqual(janusTensors(order.size).map(({ name }) => name));
  expect([...theirs.tensors.keys()]).toEqual([...ours.tensors.keys()]);
  for (const [name, tensor] of ours.tensors) {
    expect(tensor.name).toBe(name);
    expect(await fingerprint(theirs.tensors.get(name)!), name).toBe(await fingerprint(tensor));
  }
});

test('one file and three are one model', async () => {
  const whole = await opened(await synthesized());
  const cut = await opened(await synthesized({ shards: 3 }));
  for (const [name, tensor] of whole.tensors) {
    expect(await fingerprint(cut.tensors.get(name)!), name).toBe(await fingerprint(tensor));
  }
});

describe('tells where a checkpoint comes from', () => {
  test('by its folder and README when nothing else does', async () => {
    const folder = await synthesized();
    const checkpoint = await opened(folder);
    expect(checkpoint.source).toEqual({ name: basename(folder), revision: null });
    expect(checkpoint.licence).toBe('cc0-1.0');
    expect(checkpoint.tokenizerFile).toBe(join(folder, 'tokenizer.json'));
  });

  test("by the hub's cache", async () => {
    const revision = '0123456789abcdef0123456789abcdef01234567';
    const model = join(await temporaryFolder(), 'models--deepseek-ai--Janus-Pro-1B', 'snapshots');
    await mkdir(model, { recursive: true });
    await rename(await synthesized(), join(model, revision));
    const { source } = await opened(join(model, revision));
    expect(source).toEqual({ name: 'deepseek-ai/Janus-Pro-1B', revision });
  });

  test("by config.json and the hub's notes of a download", async () => {
    const folder = await synthesized();
    const revision = 'f'.repeat(40);
    await editJson(join(folder, 'config.json'), (json) => {
      Object.assign(json, { _name_or_path: 'deepseek-ai/Janus-1.3B' });
    });
    await mkdir(join(folder, '.cache/huggingface/download'), { recursive: true });
    await writeFile(
      join(folder, '.cache/huggingface/download/config.json.metadata'),
      `${revision}\nabc\n1\n`,
    );
    expect((await opened(folder)).source).toEqual({ name: 'deepseek-ai/Janus-1.3B', revision });
  });

  test.each([
    ['README.md', '---\nlicense: other\nlicense_name: deepseek\n---\n', 'deepseek'],
    ['LICENSE', '\n  DEEPSEEK LICENSE AGREEMENT\n\nVersion 1.0', 'DEEPSEEK LICENSE AGREEMENT'],
    ['LICENSE', `\u001b[31m${'x'.repeat(500)}`, `[31m${'x'.repeat(116)}`],
    ['NOTES', 'license: mine', 'unknown'],
  ])('and under which licence: %s', async (file, text, licence) => {
    const folder = await synthesized();
    await rm(join(folder, 'README.md'));
    await writeFile(join(folder, file), text);
    expect((await opened(folder)).licence).toBe(licence);
  });
});

test('does not mind what published files carry for nothing', async () => {
  const folder = await synthesized();
  await editHeader(join(folder, weights), (header) => {
    const name = 'language_model.model.layers.0.self_attn.rotary_emb.inv_freq';
    header[name] = { dtype: 'F64', shape: [0], data_offsets: [0, 0] };
    expect(header).toHaveProperty(['vision_model.vision_tower.attn_pool.latent']);
    expect(header).toHaveProperty(['gen_vision_model.quantize.codebook_used']);
  });
  expect((await opened(folder)).tensors.size).toBe(janusTensors(tinyConfig).length);
});

describe('refuses a folder', () => {
  test('that does not exist', async () => {
    await refused('/nowhere/at/all', 'Expected /nowhere/at/all/config.json but it cannot be read');
  });

  test('without a tokenizer', async () => {
    const folder = await synthesized();
    await rm(join(folder, 'tokenizer.json'));
    await refused(folder, 'tokenizer.json but it cannot be read', 'Download it');
  });

  test.each([
    [{ model_type: 'llama' }, 'but received "llama"'],
    [{ model_type: undefined }, 'but received null'],
    [{ vision_gen_enc_config: {} }, 'but received a JanusFlow, which is another model'],
  ])('of another model: %j', async (change, sentence) => {
    const folder = await synthesized();
    await editJson(join(folder, 'config.json'), (json) => Object.assign(json, change));
    await refused(folder, 'Expected model_type in config.json to be', sentence);
  });

  test('whose config.json is not JSON', async () => {
    const folder = await synthesized();
    await writeFile(join(folder, 'config.json'), '{"model_type": "janus",');
    await refused(folder, 'Expected config.json to be JSON');
  });

  test("with weights in PyTorch's own format, and says what to do", async () => {
    const folder = await synthesized();
    await rename(join(folder, weights), join(folder, 'pytorch_model.bin'));
    await refused(folder, 'not read yet: pytorch_model.bin', 'deepseek-community/Janus-Pro-1B');
  });

  test('without weights', async () => {
    const folder = await synthesized();
    await rename(join(folder, weights), join(folder, 'janus.safetensors'));
    await refused(folder, 'found only janus.safetensors');
    await rm(join(folder, 'janus.safetensors'));
    await refused(folder, 'found neither');
  });
});

describe('refuses shards', () => {
  test('that are missing, all at once', async () => {
    const folder = await synthesized({ shards: 4 });
    await rm(join(folder, 'model-00001-of-00004.safetensors'));
    await rm(join(folder, 'model-00003-of-00004.safetensors'));
    await refused(
      folder,
      'Expected the 4 weight files',
      '2 are missing',
      'model-00001-of-00004.safetensors, model-00003-of-00004.safetensors',
    );
  });

  test.each([
    '../outside.safetensors',
    '/etc/passwd',
    'a/b.safetensors',
    '..',
    '.x.safetensors',
    7,
  ])('whose name leads elsewhere: %s', async (name) => {
    const folder = await synthesized({ shards: 2 });
    await editJson(join(folder, index), (json) => {
      json['weight_map']!['gen_embed.weight'] = name;
    });
    await refused(folder, 'Expected names of .safetensors files in the same folder');
  });

  test.each([{}, { weight_map: [] }, { weight_map: {} }])('with an index like %j', async (json) => {
    const folder = await synthesized({ shards: 2 });
    await writeFile(join(folder, index), JSON.stringify(json));
    await refused(folder, 'weight_map', 'Download the file again');
  });

  test('that are not what the index says', async () => {
    const folder = await synthesized({ shards: 2 });
    await editJson(join(folder, index), (json) => {
      delete json['weight_map']!['gen_embed.weight'];
      json['weight_map']!['lost.weight'] = 'model-00001-of-00002.safetensors';
    });
    await refused(
      folder,
      '1 are not where it says: lost.weight',
      '1 are not in it: gen_embed.weight',
    );
  });

  test('that hold a tensor twice', async () => {
    const folder = await synthesized({ shards: 2 });
    const [first, second] = [
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ];
    await copyFile(join(folder, first), join(folder, second));
    await refused(folder, 'are in several', 'vision_model.vision_tower.pos_embed');
  });
});

describe('refuses weights', () => {
  test('cut off in the middle', async () => {
    const folder = await synthesized();
    await truncate(join(folder, weights), 1_000_000);
    await refused(folder, 'Expected tensors within its 9', 'its download broke off');
  });

  test('cut off in the header', async () => {
    const folder = await synthesized();
    await truncate(join(folder, weights), 1000);
    await refused(folder, 'but received a file that ends after 1000');
  });

  test('that are a folder', async () => {
    const folder = await synthesized();
    await rm(join(folder, weights));
    await mkdir(join(folder, weights));
    await refused(folder, 'Expected model.safetensors to be a file beside config.json');
  });

  test('of a type that is not read', async () => {
    const folder = await synthesized();
    await editHeader(join(folder, weights), (header) => {
      header['gen_embed.weight']!.dtype = 'I16';
    });
    await refused(folder, '1 of a type that is not read', 'gen_embed.weight I16');
  });

  test('without lm_head, and says why', async () => {
    const folder = await synthesized({ layout: 'transformers' });
    await editHeader(join(folder, weights), (header) => {
      hideTensor(header, 'lm_head.weight');
    });
    await refused(folder, 'lm_head.weight is missing: Janus does not share it', '1 missing');
  });

  test('with everything that is wrong, at once', async () => {
    const folder = await synthesized();
    await editHeader(join(folder, weights), (header) => {
      hideTensor(header, 'gen_embed.weight');
      hideTensor(header, 'aligner.layers.0.weight');
      header['gen_head.vision_head.bias']!.shape = [16, 16];
      header['who.is.this'] = { dtype: 'F32', shape: [0], data_offsets: [0, 0] };
    });
    await refused(
      folder,
      '2 missing: aligner.layers.0.weight, gen_embed.weight;',
      '1 unknown: who.is.this;',
      '1 of other dims than config.json says: gen_head.vision_head.bias [256] as [16, 16]',
    );
  });

  test('of another size, with 20 names of each kind', async () => {
    const folder = await synthesized();
    await editJson(join(folder, 'config.json'), (json) => {
      json['language_config']!['num_hidden_layers'] = 5;
      json['language_config']!['hidden_size'] = 128;
      for (const part of ['aligner_config', 'gen_aligner_config', 'gen_head_config']) {
        (json[part]!['params'] as Record<string, unknown>)['n_embed'] = 128;
      }
      (json['gen_head_config']!['params'] as Record<string, unknown>)['image_token_embed'] = 128;
    });
    await refused(
      folder,
      'config.json says 5 decoder layers but the weights have 2.',
      'and 7 more',
      'of other dims than config.json says',
      'language_model.model.embed_tokens.weight [320, 128] as [320, 64]',
    );
  });
});

test('leaves no file open, whether it opens or refuses', async () => {
  const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
  if (process.platform !== 'linux') return;
  const good = await synthesized({ shards: 3 });
  const bad = await synthesized({ shards: 3 });
  await truncate(join(bad, 'model-00003-of-00003.safetensors'), 2000);
  const before = await openFiles();
  await (await openCheckpoint(good)).close();
  await expect(openCheckpoint(bad)).rejects.toThrow(ModelFailure);
  expect(await openFiles()).toBe(before);
});

test('tensors cannot be read once the checkpoint is closed', async () => {
  const checkpoint = await openCheckpoint(await synthesized());
  await checkpoint.close();
  await expect(fingerprint(checkpoint.tensors.get('gen_embed.weight')!)).rejects.toThrow();
});
