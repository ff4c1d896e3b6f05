import { copyFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCheckpoint, type Checkpoint } from '../../../../native-models/checkpoint/open.ts';
import { ModelFailure } from '../../../../native-models/failure.ts';
import { buildModel } from '../../../../native-models/index.ts';
import { readManifest } from '../../../../native-models/manifest.ts';
import { oddConfig, tinyConfig } from '../../../../native-models/synthesize.ts';
import { editJson, fingerprint, synthesized, temporaryFolder } from '../folders.ts';
import { pickle, torchZip } from './made.ts';

const weights = 'pytorch_model.bin';
const index = 'pytorch_model.bin.index.json';
const layout = 'deepseek-bin';

async function opened(folder: string): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint.close());
  return checkpoint;
}

async function refused(folder: string, ...sentences: string[]): Promise<void> {
  const opening = openCheckpoint(folder);
  await expect(opening).rejects.toThrow(ModelFailure);
  for (const sentence of sentences) await expect(opening).rejects.toThrow(sentence);
}

test.each([
  { size: tinyConfig, roles: 'pro' },
  { size: oddConfig, roles: 'janus', shards: 3 },
] as const)('both formats are one model', async (order) => {
  const safe = await opened(await synthesized({ ...order, layout: 'deepseek' }));
  const pickled = await opened(await synthesized({ ...order, layout }));
  expect(pickled.layout).toBe('deepseek');
  expect(pickled.config).toEqual(order.size);
  expect([...pickled.tensors.keys()]).toEqual([...safe.tensors.keys()]);
  for (const [name, tensor] of safe.tensors) {
    expect(await fingerprint(pickled.tensors.get(name)!), name).toBe(await fingerprint(tensor));
  }
});

test('is built into the same model', async () => {
  const models = await temporaryFolder();
  const filesOf = async (id: 'deepseek' | typeof layout): Promise<unknown> => {
    const checkpoint = await synthesized({ layout: id });
    for await (const _ of buildModel({ checkpoint, models, id, precision: 'fp32' }));
    return (await readManifest(join(models, id))).files;
  };
  expect(await filesOf(layout)).toEqual(await filesOf('deepseek'));
});

test('safetensors are taken where there are both', async () => {
  const folder = await synthesized();
  await writeFile(join(folder, weights), 'nobody reads this');
  await writeFile(join(folder, index), 'nor this');
  expect((await opened(folder)).tensors.size).toBeGreaterThan(0);
});

describe('refuses a folder', () => {
  test('whose file is no checkpoint', async () => {
    const folder = await synthesized({ layout });
    await writeFile(join(folder, weights), torchZip(pickle('cposix\nsystem\n')));
    await refused(folder, 'but received posix.system. Nothing in it was run.');
  });

  test('whose file was cut off', async () => {
    const folder = await synthesized({ layout });
    await truncate(join(folder, weights), 1_000_000);
    await refused(folder, 'its download broke off; download it again');
  });

  test('whose weights have no name that is known', async () => {
    const folder = await synthesized({ layout });
    await rename(join(folder, weights), join(folder, 'janus.bin'));
    await refused(folder, 'Expected model.safetensors or pytorch_model.bin', 'only janus.bin');
  });

  test('with shards missing, all at once', async () => {
    const folder = await synthesized({ layout, shards: 4 });
    await rm(join(folder, 'pytorch_model-00001-of-00004.bin'));
    await rm(join(folder, 'pytorch_model-00003-of-00004.bin'));
    const lost = 'pytorch_model-00001-of-00004.bin, pytorch_model-00003-of-00004.bin';
    await refused(folder, `Expected the 4 weight files that ${index} lists`, '2 are missing', lost);
  });

  test.each(['../outside.bin', '/etc/passwd', 'a/b.bin', '.x.bin', 'x.safetensors', '.bin', 7])(
    'with a shard whose name leads elsewhere: %s',
    async (name) => {
      const folder = await synthesized({ layout, shards: 2 });
      await editJson(join(folder, index), (json) => {
        json['weight_map']!['gen_embed.weight'] = name;
      });
      await refused(folder, `Expected names of .bin files in the same folder in ${index}`);
    },
  );

  test('with shards that are not what the index says', async () => {
    const folder = await synthesized({ layout, shards: 2 });
    await editJson(join(folder, index), (json) => {
      delete json['weight_map']!['gen_embed.weight'];
    });
    await refused(folder, `to hold what ${index} says`, '1 are not in it: gen_embed.weight');
  });

  test('with a tensor in two shards', async () => {
    const folder = await synthesized({ layout, shards: 2 });
    const [first, second] = [1, 2].map((n) => join(folder, `pytorch_model-0000${n}-of-00002.bin`));
    await copyFile(first!, second!);
    await refused(folder, 'are in several', 'vision_model.vision_tower.pos_embed');
  });
});

test('leaves no file open, whether it opens or refuses', async () => {
  const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
  if (process.platform !== 'linux') return;
  const good = await synthesized({ layout, shards: 3 });
  const bad = await synthesized({ layout, shards: 3 });
  await truncate(join(bad, 'pytorch_model-00003-of-00003.bin'), 2000);
  const before = await openFiles();
  await (await openCheckpoint(good)).close();
  await expect(openCheckpoint(bad)).rejects.toThrow(ModelFailure);
  expect(await openFiles()).toBe(before);
});
