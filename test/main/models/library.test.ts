import { mkdir, readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { chooseModel, listModels, removeModel } from '../../../main/models/library.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

async function modelsFolder(...ids: string[]): Promise<string> {
  const models = path.join(await emptyFolder(), 'models');
  for (const id of ids) await writeFakeModel(models, id);
  return models;
}

test('the newest model is the one that is chosen', async () => {
  const models = await modelsFolder('a', 'b', 'c');
  const builtAt = { a: 1_000, b: 3_000, c: 2_000 };
  for (const [id, second] of Object.entries(builtAt)) {
    await utimes(path.join(models, id, 'model.json'), second, second);
  }
  expect((await listModels(models)).installed.map(({ card }) => card.id)).toEqual(['b', 'c', 'a']);
  expect((await chooseModel(models)).card.id).toBe('b');
  expect((await chooseModel(models, 'a')).card.id).toBe('a');
});

test('what is no model is passed over, or listed with the reason', async () => {
  const models = await modelsFolder('good', 'newer', 'older');
  await writeFile(path.join(models, 'newer', 'model.json'), '{"format": 999}');
  await writeFile(path.join(models, 'older', 'model.json'), '{"format": 1}');
  await mkdir(path.join(models, 'empty'));
  await mkdir(path.join(models, '.good.building'));
  await mkdir(path.join(models, 'Not An Id'));
  await writeFile(path.join(models, 'notes.txt'), 'hello');
  const { installed, broken } = await listModels(models);
  expect(installed.map(({ card }) => card.id)).toEqual(['good']);
  expect(broken.map(({ id }) => id)).toEqual(['empty', 'newer', 'older']);
  expect(broken[1]?.reason).toContain('newer Janus Studio');
  expect(broken[2]?.reason).toMatch(/older Janus Studio .* Build the model again\./);
});

test('a models folder that is not there has no models', async () => {
  expect(await listModels('/nowhere/models')).toEqual({ installed: [], broken: [] });
  await expect(chooseModel('/nowhere/models')).rejects.toMatchObject({ code: 'no-model' });
});

test('an id is never a path', async () => {
  const models = await modelsFolder('good');
  await writeFakeModel(path.dirname(models), 'outside');
  for (const id of [
    '',
    '.',
    '..',
    '../outside',
    'good/',
    './good',
    'good/../good',
    '/etc',
    'GOOD',
  ]) {
    await expect(removeModel(models, id)).rejects.toMatchObject({ code: 'no-model' });
    await expect(chooseModel(models, id)).rejects.toMatchObject({ code: 'no-model' });
  }
  expect(await readdir(models)).toEqual(['good']);
});

test('removing takes what an interrupted removal left', async () => {
  const models = await modelsFolder('a', 'b');
  await rename(path.join(models, 'a'), path.join(models, '.removed-1'));
  await removeModel(models, 'b');
  expect(await readdir(models)).toEqual([]);
});

test('removing a linked model removes the link, not what it leads to', async () => {
  const models = await modelsFolder('a');
  const elsewhere = await emptyFolder();
  await writeFakeModel(elsewhere, 'big');
  await symlink(path.join(elsewhere, 'big'), path.join(models, 'big'));
  expect((await chooseModel(models, 'big')).card.id).toBe('big');
  await removeModel(models, 'big');
  expect(await readdir(models)).toEqual(['a']);
  expect(await readdir(path.join(elsewhere, 'big'))).toContain('model.json');
});
