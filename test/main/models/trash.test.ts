import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readChoice, writeChoice } from '../../../main/models/choice.ts';
import { chooseModel, listModels } from '../../../main/models/library.ts';
import { listTrash, purgeTrash, restoreModel, trashModel } from '../../../main/models/trash.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

async function modelsFolder(...ids: string[]): Promise<string> {
  const models = path.join(await emptyFolder(), 'models');
  for (const id of ids) await writeFakeModel(models, id);
  return models;
}

test('a removed model is out of sight, whole, and can be brought back', async () => {
  const models = await modelsFolder('a', 'b');
  await trashModel(models, 'a');
  expect((await listModels(models)).installed.map(({ card }) => card.id)).toEqual(['b']);
  expect(await listTrash(models)).toMatchObject([{ id: 'a' }]);
  expect((await listTrash(models))[0]?.sizeBytes).toBeGreaterThan(100);
  await restoreModel(models, 'a');
  expect((await chooseModel(models, 'a')).card.id).toBe('a');
  expect(await listTrash(models)).toEqual([]);
});

test('what cannot be used can be removed too', async () => {
  const models = await modelsFolder('a');
  await mkdir(path.join(models, 'broken'));
  await trashModel(models, 'broken');
  expect((await listModels(models)).broken).toEqual([]);
});

test('of one id the model that was removed last is kept', async () => {
  const models = await modelsFolder('a');
  await trashModel(models, 'a');
  await writeFakeModel(models, 'a');
  await expect(restoreModel(models, 'a')).rejects.toMatchObject({ code: 'busy' });
  await trashModel(models, 'a');
  expect(await listTrash(models)).toHaveLength(1);
  await restoreModel(models, 'a');
  await expect(restoreModel(models, 'a')).rejects.toMatchObject({ code: 'not-found' });
});

test('purging deletes by age or by id', async () => {
  const models = await modelsFolder('old', 'new', 'other');
  for (const id of ['old', 'new', 'other']) await trashModel(models, id);
  await rename(
    (await listTrash(models)).find(({ id }) => id === 'old')!.folder,
    path.join(models, '.trash-1000-old'),
  );
  await purgeTrash(models, { beforeMs: 2000 });
  expect((await listTrash(models)).map(({ id }) => id).sort()).toEqual(['new', 'other']);
  await purgeTrash(models, { id: 'new' });
  expect((await listTrash(models)).map(({ id }) => id)).toEqual(['other']);
});

test('an id is never a path', async () => {
  const models = await modelsFolder('good');
  await writeFakeModel(path.dirname(models), 'outside');
  for (const id of ['', '.', '..', '../outside', 'good/', './good', '/etc', '.trash-1-good']) {
    await expect(trashModel(models, id)).rejects.toMatchObject({ code: 'no-model' });
    await expect(restoreModel(models, id)).rejects.toMatchObject({ code: 'not-found' });
    await purgeTrash(models, { id });
  }
  expect(await readdir(models)).toEqual(['good']);
  expect(await readdir(path.dirname(models))).toEqual(['models', 'outside']);
});

test('the choice is kept, waits for a removed model, and is no path', async () => {
  const models = await modelsFolder('a', 'b');
  const newest = (await chooseModel(models)).card.id;
  const other = newest === 'a' ? 'b' : 'a';
  await writeChoice(models, other);
  expect((await chooseModel(models)).card.id).toBe(other);
  await trashModel(models, other);
  expect((await chooseModel(models)).card.id).toBe(newest);
  await restoreModel(models, other);
  expect((await chooseModel(models)).card.id).toBe(other);
  await writeChoice(models, '../outside');
  expect(await readChoice(models)).toBeNull();
  expect((await chooseModel(models)).card.id).toBe(newest);
  await writeChoice(models, null);
  expect((await readdir(models)).sort()).toEqual(['a', 'b']);
});
