import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
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

test('while it is drawn a picture tells of all its tokens so far how sure the model was', async () => {
  const studio = await open();
  const parent = await drawn(studio, {});
  const begin = { picture: parent.id, rows: 1 };
  for (const change of [{}, { begin, seed: 8 }]) {
    const road = studio.routes['picture:draw']({ ...wish, ...change }, never);
    const events = await Array.fromAsync(road);
    const { picture } = events.find((event) => event.kind === 'saved')!;
    const { grid, given, odds } = await making(studio, picture);
    const told = events.filter((event) => event.kind === 'tokens');
    expect(told).toHaveLength(grid);
    for (const event of told) {
      expect(event.given).toBe(given);
      const end = 4 * event.tokensDone;
      expect(event.odds.logProbabilities).toEqual(odds!.logProbabilities.subarray(0, end));
      expect(event.odds.entropies).toEqual(odds!.entropies.subarray(0, end));
    }
  }
});

test('who comes late hears how sure the model was from the first token on', async () => {
  const studio = await open();
  const road = studio.routes['picture:draw'](wish, never);
  let id = '';
  for await (const event of road) {
    if (event.kind === 'queued') id = event.jobId;
    if (event.kind === 'tokens') break;
  }
  const events = await Array.fromAsync(studio.routes['queue:follow']({ id }, never));
  const told = events.filter((event) => event.kind === 'tokens');
  expect(told.length).toBeGreaterThan(0);
  for (const { odds, tokensDone } of told) expect(odds.entropies).toHaveLength(4 * tokensDone);
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
  const tree = [
    { generation: 0, picture: { id: parent.id } },
    { generation: 1, picture: { id: child.id } },
  ];
  expect(after.family).toMatchObject(tree);
  expect((await making(studio, parent)).family).toMatchObject(tree);

  // The same seed, prompt and settings go on as if nothing had been taken over.
  const same = await drawn(studio, { begin });
  expect((await making(studio, same)).codes).toEqual(before.codes);
});

test('the family of a picture is a tree, from the oldest that is there; what is in the trash only where it bears', async () => {
  const studio = await open();
  const root = await drawn(studio, {});
  const grow = (from: Picture, seed: number) =>
    drawn(studio, { seed, begin: { picture: from.id, rows: 1 } });
  const [first, second] = [await grow(root, 11), await grow(root, 12)];
  const [leaf, cut] = [await grow(first, 13), await grow(second, 14)];
  const tree = async (of: Picture) =>
    (await making(studio, of)).family.map(({ generation, picture }) => [generation, picture.id]);
  const whole = [root, first, leaf, second, cut].map(({ id }) => id);
  for (const of of [root, leaf, second]) {
    expect((await tree(of)).map(([, id]) => id)).toEqual(whole);
  }
  expect((await tree(leaf)).map(([generation]) => generation)).toEqual([0, 1, 2, 1, 2]);

  const numbers = [first.number, cut.number];
  await studio.routes['gallery:change']({ numbers, trashed: true });
  // The first bears the leaf; nothing comes from the one that was cut.
  expect((await tree(root)).map(([, id]) => id)).toEqual(whole.slice(0, 4));
  expect((await tree(cut)).map(([, id]) => id)).toEqual(whole);
  await studio.routes['gallery:purge']({ numbers: [first.number] });
  expect(await tree(leaf)).toEqual([[0, leaf.id]]);
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

/** Everything that a reconstruction tells, by its kind. */
async function reconstructed(studio: Studio, picture: string) {
  const events = await Array.fromAsync(
    studio.routes['making:reconstruct']({ picture, model: 'tiny' }, never),
  );
  const [original, last] = [events[0]!, events.at(-1)!];
  if (original.kind !== 'original' || last.kind !== 'reconstruction') throw new Error('order');
  return { events, original, last };
}

const pixels = async (png: Uint8Array) =>
  sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });

test('an image from outside is shown beside what the codes keep of it, and drawn on from that', async () => {
  const studio = await open();
  const bytes = await sharp({
    create: { width: 90, height: 60, channels: 3, background: '#b35a1f' },
  })
    .png()
    .toBuffer();
  const image = await studio.routes['gallery:import']({ bytes });
  const { events, original, last } = await reconstructed(studio, image.id);
  expect(events.map(({ kind }) => kind)).toEqual(['original', 'queued', 'reconstruction']);

  const [before, after] = [await pixels(original.png), await pixels(last.png)];
  expect(before.info).toMatchObject({ width: after.info.width, height: after.info.width });
  expect([...before.data.subarray(0, 3)]).toEqual([0xb3, 0x5a, 0x1f]);
  const error = Array.from(before.data, (value, at) => (value - after.data[at]!) ** 2);
  const mean = error.reduce((sum, value) => sum + value, 0) / error.length;
  expect(last.psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / mean), 6);
  expect(last.rows).toBe(original.grid - 1);

  const varied = await drawn(studio, { begin: { picture: image.id, rows: 2 } });
  expect(varied).toMatchObject({ origin: 'varied', parent: { id: image.id, row: 2 } });
  const { family, given, grid } = await making(studio, varied);
  expect(given).toBe(2 * grid);
  expect(family.map(({ picture }) => picture.id)).toEqual([image.id, varied.id]);
  // An imported picture has a family, and no tokens.
  expect(await making(studio, image)).toMatchObject({ codes: [], grid: 0, family });
});

test('a picture that the model drew itself loses nothing, and the engine is left alone', async () => {
  const studio = await open();
  const picture = await drawn(studio, {});
  const { events, original, last } = await reconstructed(studio, picture.id);
  expect(events.map(({ kind }) => kind)).toEqual(['original', 'reconstruction']);
  expect(last).toMatchObject({ psnr: null, rows: original.grid - 1, png: original.png });
});
