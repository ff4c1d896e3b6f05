import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { DrawRequest, Picture } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';

const never = new AbortController().signal;
const wish: DrawRequest = {
  prompt: 'a red 배',
  model: 'tiny',
  seed: 3,
  count: 1,
  guidance: 5,
  temperature: 1,
  previewShare: 0,
};

/** A studio with the tiny Janus under two names. */
async function open(): Promise<Studio> {
  const dataFolder = await emptyFolder();
  await mkdir(path.join(dataFolder, 'models'));
  for (const name of ['tiny', 'twin']) {
    await symlink(path.join(inject('models'), 'tiny'), path.join(dataFolder, 'models', name));
  }
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

async function drawn(studio: Studio, change: Partial<DrawRequest>): Promise<Picture> {
  const road = studio.routes['picture:draw']({ ...wish, ...change }, never);
  const events = await Array.fromAsync(road);
  return events.find((event) => event.kind === 'saved')!.picture;
}

async function making(studio: Studio, { id }: Picture) {
  const told = await studio.routes['making:of']({ id });
  return { ...told, codes: [...new Uint32Array(Uint8Array.from(told.tokens).buffer)] };
}

test('a picture tells every token, what it was chosen from, and its prompt as it was read', async () => {
  const studio = await open();
  const picture = await drawn(studio, {});
  const { codes, grid, given, odds } = await making(studio, picture);
  expect(codes).toHaveLength(grid ** 2);
  expect(given).toBe(0);
  const floats = (bytes: Uint8Array) => [...new Float32Array(Uint8Array.from(bytes).buffer)];
  expect(floats(odds!.logProbabilities).every((log) => log <= 0)).toBe(true);
  expect(floats(odds!.entropies).every((nats) => nats >= 0)).toBe(true);
  expect(odds!.likeliest).toHaveLength(grid ** 2 * 8 * 4);

  const { words } = await studio.routes['making:words']({ id: picture.id });
  const pieces = words!.map(({ text }) => text).join('');
  expect(pieces.replaceAll('\ufffd', '')).toContain('a red ');

  const { patches } = await studio.routes['making:patches']({ model: 'tiny' });
  expect(patches!.side * grid).toBe(picture.width);
  expect(patches!.rgb.length).toBeGreaterThan(Math.max(...codes) * patches!.side ** 2 * 3);
});

test('continuing keeps the rows above to the letter, draws the rest anew and remembers its parent', async () => {
  const studio = await open();
  const parent = await drawn(studio, {});
  const before = await making(studio, parent);
  const rows = 2;
  const kept = rows * before.grid;
  const begin = { picture: parent.id, rows };

  const child = await drawn(studio, { seed: 99, guidance: 2, prompt: 'a boat', begin });
  expect(child).toMatchObject({ origin: 'continued', parent: { id: parent.id, row: rows } });
  const after = await making(studio, child);
  expect(after.codes.slice(0, kept)).toEqual(before.codes.slice(0, kept));
  expect(after.codes.slice(kept)).not.toEqual(before.codes.slice(kept));
  expect(after.given).toBe(kept);
  expect(after.parent).toMatchObject({ id: parent.id });
  expect((await making(studio, parent)).branches).toMatchObject([{ id: child.id }]);

  // The same seed, prompt and settings go on as if nothing had been taken over.
  const same = await drawn(studio, { begin });
  expect((await making(studio, same)).codes).toEqual(before.codes);
});

test('a picture of another model is put into tokens first: it is varied', async () => {
  const studio = await open();
  const foreign = await drawn(studio, { model: 'twin' });
  const varied = await drawn(studio, { seed: 5, begin: { picture: foreign.id, rows: 1 } });
  expect(varied).toMatchObject({ origin: 'varied', parent: { id: foreign.id, row: 1 } });
  const { codes, grid } = await making(studio, varied);
  expect(codes).toHaveLength(grid ** 2);
});

test.each([
  ['more rows than a picture has', 200, 'Leave at least one to draw'],
  ['a picture that is not there', 1, 'not in the gallery'],
])('%s is refused with a sentence', async (what, rows, sentence) => {
  const studio = await open();
  const picture = await drawn(studio, {});
  const id = what.includes('not there') ? 'ab'.repeat(16) : picture.id;
  const drawing = drawn(studio, { begin: { picture: id, rows } });
  await expect(drawing).rejects.toThrow(sentence);
});

test('of a model that is gone a picture still tells its tokens, without words or patches', async () => {
  const studio = await open();
  const picture = await drawn(studio, {});
  expect(await studio.routes['making:patches']({ model: 'gone' })).toEqual({ patches: null });
  await expect(studio.routes['making:of']({ id: 'cd'.repeat(16) })).rejects.toMatchObject({
    code: 'not-found',
  });
  expect((await making(studio, picture)).codes).not.toEqual([]);
});
