import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../native-models/checkpoint/open.ts';
import { ModelFailure } from '../../../native-models/failure.ts';
import { editHeader, editJson, hideTensor, synthesized } from './folders.ts';

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

test('a folder with a few bytes changed is opened or refused, never followed', async () => {
  const folder = await synthesized({ shards: 2 });
  const names = ['config.json', index, 'model-00001-of-00002.safetensors'];
  const good = new Map(
    await Promise.all(names.map(async (n) => [n, await readFile(join(folder, n))] as const)),
  );
  const change = fc.tuple(fc.nat(30_000), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(change, { minLength: 1 }),
      async (name, changes) => {
        const bytes = Buffer.from(good.get(name)!);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        await writeFile(join(folder, name), bytes);
        try {
          await (await openCheckpoint(folder)).close();
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFailure);
        } finally {
          await writeFile(join(folder, name), good.get(name)!);
        }
      },
    ),
    { numRuns: 150 },
  );
});
