import { mkdir, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { janusTensors } from '../../../native-models/checkpoint/names.ts';
import { openCheckpoint, type Checkpoint } from '../../../native-models/checkpoint/open.ts';
import { ModelFailure } from '../../../native-models/failure.ts';
import { oddConfig, tinyConfig } from '../../../native-models/synthesize.ts';
import { editHeader, editJson, fingerprint, synthesized, temporaryFolder } from './folders.ts';

async function opened(folder: string): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint.close());
  return checkpoint;
}

const weights = 'model.safetensors';

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
    const folder = await synthesized();
    // Snapshots are links into a folder of blobs.
    const blob = join(await temporaryFolder(), 'blob');
    await rename(join(folder, weights), blob);
    await symlink(blob, join(folder, weights));
    await rename(folder, join(model, revision));
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
    ['LICENSE', `\u001b[31m${'x'.repeat(500)}`, `[31m${'x'.repeat(115)}…`],
    ['NOTES', 'license: mine', 'unknown'],
  ])('and under which licence: %s', async (file, text, licence) => {
    const folder = await synthesized();
    await rm(join(folder, 'README.md'));
    await writeFile(join(folder, file), text);
    expect((await opened(folder)).licence).toBe(licence);
  });
});

test('tells what its model card says it is for', async () => {
  const folder = await synthesized();
  const card = '---\nlicense: mit\npurpose: Draws cats, and names them.\n---\n';
  await writeFile(join(folder, 'README.md'), card);
  expect((await opened(folder)).purpose).toBe('Draws cats, and names them.');
});

test('tells of a long purpose its beginning, and that there is more', async () => {
  const folder = await synthesized();
  await writeFile(join(folder, 'README.md'), `---\npurpose: ${'cats '.repeat(200)}\n---\n`);
  const { purpose = '' } = await opened(folder);
  expect(purpose).toMatch(/^(cats )+c?a?t?s?…$/);
  expect(purpose.length).toBeLessThanOrEqual(400);
});

test('tells the whole purpose of the starter', async () => {
  const { purpose } = await opened(join(import.meta.dirname, '../../../assets/starter'));
  expect(purpose).toMatch(/^Draws small emoji scenes .* here to try the studio\.$/);
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
