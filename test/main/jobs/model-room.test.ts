import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openWorkshop } from '../../../main/children/workshop.ts';
import { openModelRoom, type ModelRoom } from '../../../main/jobs/model-room.ts';
import { StudioFailure } from '../../../main/failure.ts';
import type { ModelShelf } from '../../../preload/contract/library.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

const never = new AbortController().signal;
const checkpoint = () => path.join(inject('checkpoints'), 'tiny-deepseek');

async function openRoom(keepRemovedMs?: number): Promise<{ room: ModelRoom; models: string }> {
  const models = path.join(await emptyFolder(), 'models');
  const workshop = openWorkshop();
  const room = await openModelRoom({
    models,
    workshop,
    openBuilder: () => openWorkshop(),
    msPerToken: (id) => (id === 'fast' ? 3 : null),
    ...(keepRemovedMs !== undefined && { keepRemovedMs }),
  });
  onTestFinished(async () => {
    await room[Symbol.asyncDispose]();
    await workshop[Symbol.asyncDispose]();
  });
  return { room, models };
}

/** Watches until the shelf is as wanted, and gives everything that was seen. */
async function until(room: ModelRoom, isWanted: (shelf: ModelShelf) => boolean) {
  const seen: ModelShelf[] = [];
  for await (const shelf of room.watch(AbortSignal.timeout(50_000))) {
    seen.push(shelf);
    if (isWanted(shelf)) break;
  }
  return seen;
}

const wish = { id: 'mine', precision: 'int8' } as const;

test('a checkpoint says what it is, its licence, and what each precision needs', async () => {
  const { room, models } = await openRoom();
  await writeFakeModel(models, 'tiny-deepseek');
  await until(room, ({ models }) => models.length === 1);
  const facts = await room.inspect(checkpoint());
  expect(facts).toMatchObject({ name: 'tiny-deepseek', family: 'janus-pro', licence: 'cc0-1.0' });
  expect(facts.builds.map(({ precision }) => precision)).toEqual(['fp32', 'fp16', 'int8', 'int4']);
  const [fp32, fp16, , int4] = facts.builds;
  expect(fp32!.needs.diskBytes).toBeGreaterThan(int4!.needs.diskBytes);
  expect(fp16!.needs.memoryBytes).toBe(fp32!.needs.memoryBytes);
  expect(facts.builds.map(({ id }) => id)).toEqual([
    'tiny-deepseek-2',
    'tiny-deepseek-fp16',
    'tiny-deepseek-int8',
    'tiny-deepseek-int4',
  ]);
});

test('a hostile folder is refused with a sentence, and never waited for', async () => {
  const { room } = await openRoom();
  const folder = await emptyFolder();
  const pipe = async (name: string) => {
    await promisify(execFile)('mkfifo', [path.join(folder, name)]);
  };
  const refused = async (place = folder) => {
    await expect(room.inspect(place)).rejects.toMatchObject({ code: 'bad-checkpoint' });
  };
  await refused();
  await refused('/proc');
  await writeFile(path.join(folder, 'config.json'), '{"model_type": "janus", "model_type": 1}');
  await refused();
  await writeFile(path.join(folder, 'config.json'), '{"model_type": "llama"}');
  await refused();
  await pipe('tokenizer.json');
  await refused();
  const twin = await emptyFolder();
  for (const name of ['config.json', 'tokenizer.json']) {
    await symlink(path.join(checkpoint(), name), path.join(twin, name));
  }
  await promisify(execFile)('mkfifo', [path.join(twin, 'model.safetensors')]);
  await promisify(execFile)('mkfifo', [path.join(twin, 'LICENSE')]);
  await promisify(execFile)('mkfifo', [path.join(twin, 'README.md')]);
  await refused(twin);
});

test('a build goes on without a window, is seen by all, and ends as a model', async () => {
  const { room, models } = await openRoom();
  await room.build({ ...wish, checkpoint: checkpoint() });
  await expect(
    room.build({ ...wish, id: 'other', checkpoint: checkpoint() }),
  ).rejects.toMatchObject({ code: 'busy' });
  const seen = await until(room, ({ build }) => build?.state === 'built');
  expect(seen[0]?.build).toMatchObject({ id: 'mine', precision: 'int8', state: 'running' });
  expect(seen.at(-1)).toMatchObject({ chosen: 'mine', models: [{ verification: 'ran' }] });
  await room.endBuild();
  const [last] = await until(room, () => true);
  expect(last).toMatchObject({ build: null, models: [{ card: { id: 'mine' } }] });
  expect(await readdir(models)).toEqual(['mine']);

  const steps = [];
  for await (const step of room.verify('mine', never)) steps.push(step);
  expect(steps.at(-1)).toEqual({ kind: 'verified', verification: 'ran' });
  expect(steps.at(0)).toMatchObject({ kind: 'progress', phase: 'hash' });
});

test('a cancelled build leaves nothing, and the next one may begin', async () => {
  const { room, models } = await openRoom();
  await room.build({ ...wish, checkpoint: checkpoint() });
  await until(room, ({ build }) => build?.phase === 'write');
  await room.endBuild();
  expect(await readdir(models)).toEqual([]);
  await room.build({ ...wish, checkpoint: checkpoint() });
  await until(room, ({ build }) => build?.state === 'built');
});

test('a build that fails says why until it is put away', async () => {
  const { room } = await openRoom();
  await room.build({ ...wish, checkpoint: await emptyFolder() });
  const seen = await until(room, ({ build }) => build?.state === 'failed');
  expect(seen.at(-1)?.build?.failure).toMatchObject({ code: 'bad-checkpoint' });
  await room.endBuild();
  expect((await until(room, () => true))[0]?.build).toBeNull();
});

test('removing, bringing back, deleting and choosing are seen by all', async () => {
  const { room, models } = await openRoom();
  await writeFakeModel(models, 'fast');
  await writeFakeModel(models, 'slow');
  await mkdir(path.join(models, 'broken'));
  const [first] = await until(room, () => true);
  expect(first?.broken).toMatchObject([{ id: 'broken' }]);
  expect(first?.models.find(({ card }) => card.id === 'fast')?.msPerToken).toBe(3);
  await room.choose('slow');
  expect((await until(room, () => true))[0]?.chosen).toBe('slow');
  await room.remove('slow');
  const [removed] = await until(room, () => true);
  expect(removed).toMatchObject({ chosen: 'fast', removed: [{ id: 'slow' }] });
  expect(Date.parse(removed!.removed[0]!.deletedAt)).toBeGreaterThan(Date.now() + 500_000);
  await room.restore('slow');
  expect((await until(room, () => true))[0]).toMatchObject({ chosen: 'slow', removed: [] });
  await room.remove('slow');
  await room.purge('slow');
  await expect(room.restore('slow')).rejects.toMatchObject({ code: 'not-found' });
  await expect(room.choose('slow')).rejects.toBeInstanceOf(StudioFailure);
  expect((await readdir(models)).sort()).toEqual(['broken', 'chosen', 'fast']);
});

test('what was removed long enough ago is deleted, also by the next studio', async () => {
  const { room, models } = await openRoom(300);
  await writeFakeModel(models, 'a');
  await room.remove('a');
  await sleep(400);
  expect((await until(room, () => true))[0]?.removed).toEqual([]);
  expect(await readdir(models)).toEqual([]);
});

test('a model that another program adds is seen', async () => {
  const { room, models } = await openRoom();
  const seen = until(room, ({ models }) => models.length === 1);
  await writeFakeModel(models, 'new');
  expect((await seen).at(-1)?.models[0]?.card.id).toBe('new');
});
