import { createHash } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { createEngine } from '../../../main/inference/engine.ts';
import { imageOf } from '../../expected/reference.ts';
import { manifestFile, readManifest } from '../../../native-models/manifest.ts';
import { letterbox } from '../../../main/inference/letterbox.ts';
import { emptyFolder } from '../folder.ts';

const never = new AbortController().signal;

/** A built model of the test's own, where it may be changed. */
async function copyOf(model: string, folder: string): Promise<string> {
  await cp(path.join(inject('models'), model), folder, { recursive: true });
  return folder;
}

/** Writes another file into a model, as if it had been built so. */
async function rebuiltWith(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const manifest = await readManifest(folder);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const files = manifest.files.map((file) =>
    file.path === name ? { path: name, sizeBytes: bytes.length, sha256 } : file,
  );
  await writeFile(path.join(folder, name), bytes);
  await writeFile(path.join(folder, manifestFile), JSON.stringify({ ...manifest, files }));
}

/** What an engine does with a model, each from beginning to end. */
function engineOf() {
  const engine = createEngine();
  const draw = async (modelFolder: string) => {
    const settings = { seed: 1, count: 1, guidance: 5, temperature: 1, previewShare: 0 };
    const order = { modelFolder, prompt: 'a boat', forced: [], ...settings };
    const steps = await Array.fromAsync(engine.draw(order, never));
    return steps.flatMap((step) => (step.kind === 'picture' ? step.tokens : []));
  };
  const look = async (modelFolder: string) => {
    const { vision } = (await readManifest(modelFolder)).config;
    const image = letterbox(imageOf(40, 30, 0), vision.imageSize);
    const order = { modelFolder, image, onlyIfLoaded: false };
    return (await Array.fromAsync(engine.features(order, never))).at(-1)?.features;
  };
  return { draw, look };
}

test('a graph that cannot be opened is tried again, and is in no other model’s way', async () => {
  const folder = await emptyFolder();
  const [bad, good] = [path.join(folder, 'bad'), path.join(folder, 'good')];
  await copyOf('tiny', bad);
  await copyOf('tiny', good);
  const graph = await readFile(path.join(bad, 'vision-encoder.onnx'));
  await rebuiltWith(bad, 'vision-encoder.onnx', graph.subarray(0, 1000));
  const { draw, look } = engineOf();
  await expect(look(bad)).rejects.toMatchObject({ code: 'bad-model' });
  // It was a moment's shortage, say: the same model, its file as it should be.
  await writeFile(path.join(bad, 'vision-encoder.onnx'), graph);
  expect(await look(bad)).toHaveLength((await readManifest(bad)).config.decoder.hidden);
  await rebuiltWith(bad, 'vision-encoder.onnx', graph.subarray(0, 1000));
  const another = engineOf();
  await expect(another.look(bad)).rejects.toMatchObject({ code: 'bad-model' });
  expect(await another.draw(good)).toEqual(await draw(good));
});

test('a model that was built anew under its name is loaded anew', async () => {
  const folder = path.join(await emptyFolder(), 'm');
  await copyOf('tiny', folder);
  const { draw } = engineOf();
  const before = await draw(folder);
  await rm(folder, { recursive: true });
  await expect(draw(folder)).rejects.toMatchObject({ code: 'bad-model' });
  await copyOf('odd', folder);
  const after = await draw(folder);
  expect(after).not.toEqual(before);
  expect(after).toEqual(await engineOf().draw(path.join(inject('models'), 'odd')));
});

test('a tokenizer with more words than the model has rows is refused with a sentence', async () => {
  const folder = await copyOf('tiny', path.join(await emptyFolder(), 'm'));
  const { config } = await readManifest(folder);
  const json = JSON.parse(await readFile(path.join(folder, 'tokenizer.json'), 'utf8')) as {
    added_tokens: object[];
  };
  const id = config.decoder.vocabulary;
  json.added_tokens.push({ ...json.added_tokens[0], id, content: '<one_too_many>' });
  await rebuiltWith(folder, 'tokenizer.json', Buffer.from(JSON.stringify(json)));
  const drawing = engineOf().draw(folder);
  await expect(drawing).rejects.toMatchObject({ code: 'bad-model' });
  await expect(drawing).rejects.toThrow(`Expected at most ${id} tokens`);
});
