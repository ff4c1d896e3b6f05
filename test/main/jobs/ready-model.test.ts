import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { openWorkshop, type Workshop } from '../../../main/children/workshop.ts';
import { readyModel } from '../../../main/jobs/ready-model.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { listModels, starterId } from '../../../main/models/library.ts';
import { writeFakeModel } from '../fake-model.ts';

const version = `janus-studio ${packageJson.version}`;
const never = new AbortController().signal;
let models: string;
let workshop: Workshop;
beforeEach(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'janus-ready-'));
  workshop = openWorkshop();
  vi.stubEnv('JANUS_STUDIO_STARTER', path.join(inject('checkpoints'), 'tiny'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await workshop[Symbol.asyncDispose]();
  await rm(models, { recursive: true, force: true });
});

const ids = async () => (await listModels(models)).installed.map(({ card }) => card.id);

/** Has the starter's manifest say something else. */
async function pretend(otherwise: Readonly<Record<string, string>>): Promise<void> {
  const file = path.join(models, starterId, 'model.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, ...otherwise }));
}

describe('the starter', () => {
  test('is built when there is no model, once', async () => {
    const notes: string[] = [];
    const wanted = { models, note: (text: string) => notes.push(text) };
    const first = await readyModel(wanted, workshop, never);
    const second = await readyModel(wanted, workshop, never);
    expect([first.card.id, second.card.id]).toEqual([starterId, starterId]);
    expect(notes).toHaveLength(1);
  });

  test('is built once, though two ask for it at one time', async () => {
    const other = openWorkshop();
    const both = await Promise.all([
      readyModel({ models }, workshop, never),
      readyModel({ models }, other, never),
    ]);
    await other[Symbol.asyncDispose]();
    expect(both.map(({ card }) => card.id)).toEqual([starterId, starterId]);
    expect(await ids()).toEqual([starterId]);
  });

  test('is built anew where another version of the studio has built it', async () => {
    await mkdir(path.join(models, starterId));
    await writeFile(path.join(models, starterId, 'model.json'), '{"format": 1}');
    expect((await readyModel({ models }, workshop, never)).card.id).toBe(starterId);
    expect((await listModels(models)).broken).toEqual([]);
  });

  test('of another version works on where this one’s cannot be built', async () => {
    await readyModel({ models }, workshop, never);
    await pretend({ builder: 'janus-studio 0.0.1' });
    const broken = path.join(models, '.checkpoint', 'tiny');
    await mkdir(broken, { recursive: true });
    await writeFile(path.join(broken, 'config.json'), '{}');
    vi.stubEnv('JANUS_STUDIO_STARTER', broken);
    const notes: string[] = [];
    const ready = await readyModel({ models, note: (text) => notes.push(text) }, workshop, never);
    expect(ready.builder).toBe('janus-studio 0.0.1');
    expect(notes.at(-1)).toMatch(/^The starter of before stays: Expected /);
    expect((await readdir(models)).sort()).toEqual(['.checkpoint', starterId]);
  });

  test('of another version is built anew, once, though it is whole', async () => {
    await readyModel({ models }, workshop, never);
    await pretend({ builder: 'janus-studio 0.0.1' });
    const notes: string[] = [];
    const wanted = { models, id: starterId, note: (text: string) => notes.push(text) };
    const ready = [
      await readyModel(wanted, workshop, never),
      await readyModel(wanted, workshop, never),
    ];
    expect(ready.map(({ builder }) => builder)).toEqual([version, version]);
    expect(notes).toHaveLength(1);
    expect(await readdir(models)).toEqual([starterId]);
  });

  test('is not put in the place of a model that somebody built under its name', async () => {
    await writeFakeModel(models, starterId);
    expect((await readyModel({ models }, workshop, never)).builder).toBe('a test');
  });

  test('gives way to any other model, older ones too', async () => {
    await writeFakeModel(models, 'mine');
    await readyModel({ models, id: starterId }, workshop, never);
    expect((await readyModel({ models }, workshop, never)).card.id).toBe('mine');
  });

  test('is not built for somebody who has a model', async () => {
    await writeFakeModel(models, 'mine');
    await readyModel({ models }, workshop, never);
    expect(await ids()).toEqual(['mine']);
  });
});

test('where none ships, the sentence says how to build a model', async () => {
  vi.stubEnv('JANUS_STUDIO_STARTER', '');
  const ready = readyModel({ models }, workshop, never);
  await expect(ready).rejects.toMatchObject({ code: 'no-model' });
  await expect(ready).rejects.toThrow('studio models build');
});
