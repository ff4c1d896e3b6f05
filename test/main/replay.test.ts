import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openWorkshop } from '../../main/children/workshop.ts';
import { withFacts, type PictureFacts } from '../../main/gallery/picture-file.ts';
import { momentsOf, replay as replayFile } from '../../main/jobs/replay.ts';
import { createStudio } from '../../main/studio.ts';
import type { ReplayWish } from '../../preload/contract/making.ts';
import { emptyFolder } from './folder.ts';
import { studio as terminal } from './cli/run.ts';

const never = new AbortController().signal;
const wish: ReplayWish = { layer: 'picture', format: 'webp', frames: 9, seconds: 2 };

async function drawnPicture() {
  const dataFolder = await emptyFolder();
  await mkdir(path.join(dataFolder, 'models'));
  const link = path.join(dataFolder, 'models', 'tiny');
  await symlink(path.join(inject('models'), 'tiny'), link);
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  const settings = { seed: 3, count: 1, guidance: 5, temperature: 1, previewShare: 0 };
  const request = { prompt: 'a red 배', model: 'tiny', ...settings };
  const events = await Array.fromAsync(studio.routes['picture:draw'](request, never));
  const { picture } = events.find((event) => event.kind === 'saved')!;
  const { grid, tokens } = await studio.routes['making:of']({ id: picture.id });
  const codes = [...new Uint32Array(Uint8Array.from(tokens).buffer)];
  const file = (await studio.pictureFile(picture.id))!;
  const replay = async (change: Partial<ReplayWish>) => {
    const wanted = { ...wish, ...change, picture: picture.id };
    const steps = await Array.fromAsync(studio.routes['making:replay'](wanted, never));
    const last = steps.at(-1)!;
    if (last.kind !== 'file') throw new Error('Expected a file at the end.');
    return { steps, ...last.file };
  };
  return { studio, dataFolder, picture, grid, codes, file, replay };
}

/** Every frame's pixels: [frames][side, side, 4] */
async function framesOf(bytes: Uint8Array) {
  const animated = sharp(bytes, { animated: true });
  const { pages = 0, pageHeight = 0, width, delay } = await animated.metadata();
  const all = await animated.ensureAlpha().raw().toBuffer();
  const size = width * pageHeight * 4;
  const frames = Array.from({ length: pages }, (_, at) => all.subarray(at * size, (at + 1) * size));
  return { frames, width, pageHeight, delay };
}

/** Whether the frame has the picture's pixels in its first squares, and nothing in the others. */
function shows(frame: Uint8Array, source: Uint8Array, end: number, side: number, grid: number) {
  const patch = side / grid;
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const row = Math.floor(Math.floor(pixel / side) / patch);
    const at = row * grid + Math.floor((pixel % side) / patch);
    const wanted = at < end ? source.subarray(4 * pixel, 4 * pixel + 4) : null;
    const came = frame.subarray(4 * pixel, 4 * pixel + 4);
    if (wanted === null ? came[3] !== 0 : !came.every((value, i) => value === wanted[i]))
      return false;
  }
  return true;
}

test('a replay as WebP shows, frame by frame, what the canvas shows at that moment', async () => {
  const { picture, grid, file, replay } = await drawnPicture();
  const { steps, bytes, name, type } = await replay({});
  expect([name, type]).toEqual(['a-red-배-3.webp', 'image/webp']);
  expect(steps.slice(0, -1)).toEqual(
    Array.from({ length: 9 }, (_, at) => ({ kind: 'frame', done: at + 1, total: 9 })),
  );
  const { frames, width, pageHeight, delay } = await framesOf(bytes);
  expect({ width, pageHeight, frames: frames.length }).toEqual({
    width: picture.width,
    pageHeight: picture.width,
    frames: 9,
  });
  expect(delay).toEqual([...new Array<number>(8).fill(250), 1500]);
  const whole = await sharp(await readFile(file))
    .ensureAlpha()
    .raw()
    .toBuffer();
  const moments = momentsOf(grid ** 2, 9);
  for (const [at, end] of moments.entries()) {
    expect(shows(frames[at]!, whole, end, width, grid), `frame ${at}`).toBe(true);
  }
});

test('a replay of the codes shows each as the patch table has it', async () => {
  const { studio, codes, grid, replay } = await drawnPicture();
  const { frames, width } = await framesOf((await replay({ layer: 'patches' })).bytes);
  const { patches } = await studio.routes['making:patches']({ model: 'tiny' });
  const { side, rgb } = patches!;
  const expected = new Uint8Array(width * width * 4).fill(255);
  for (const [at, code] of codes.entries()) {
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      const x = (at % grid) * side + (pixel % side);
      const y = Math.floor(at / grid) * side + Math.floor(pixel / side);
      const from = 3 * (code * side * side + pixel);
      expected.set(rgb.subarray(from, from + 3), 4 * (y * width + x));
    }
  }
  expect(shows(frames.at(-1)!, expected, grid ** 2, width, grid)).toBe(true);
  expect(shows(frames[0]!, expected, 0, width, grid)).toBe(true);
});

test('a GIF has as many frames and comes close', async () => {
  const { grid, file, replay } = await drawnPicture();
  const { bytes, name } = await replay({ format: 'gif', frames: 5 });
  expect(name).toBe('a-red-배-3.gif');
  const { frames, width } = await framesOf(bytes);
  expect(frames.length).toBe(5);
  const whole = await sharp(await readFile(file))
    .ensureAlpha()
    .raw()
    .toBuffer();
  const errors = Array.from(frames.at(-1)!, (value, at) => Math.abs(value - whole[at]!));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(8);
  expect(shows(frames[0]!, whole, 0, width, grid)).toBe(true);
});

test('a cancelled replay ends, and an image from outside has none', async () => {
  const { studio, picture } = await drawnPicture();
  const leaving = new AbortController();
  const road = studio.routes['making:replay']({ ...wish, picture: picture.id }, leaving.signal);
  const cancelled = (async () => {
    for await (const _ of road) leaving.abort();
  })();
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  const colour = { width: 8, height: 8, channels: 3, background: '#888' } as const;
  const bytes = await sharp({ create: colour }).png().toBuffer();
  const { id } = await studio.routes['gallery:import']({ bytes });
  const none = Array.fromAsync(studio.routes['making:replay']({ ...wish, picture: id }, never));
  await expect(none).rejects.toThrow('does not tell its tokens');
});

test('the terminal makes one of a file, and says what it cannot write', async () => {
  const { dataFolder, file } = await drawnPicture();
  const out = path.join(dataFolder, 'out', 'boat.webp');
  const args = ['replay', file, '--out', out, '--frames', '4', '--json'];
  const { code, out: said } = await terminal(args, { data: dataFolder, engine: 'real' });
  expect({ code, said: JSON.parse(said) as unknown }).toEqual({ code: 0, said: { path: out } });
  expect((await framesOf(await readFile(out))).frames.length).toBe(4);
  const wrong = await terminal(['replay', file, '--out', 'x.mp4'], { data: dataFolder });
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('.webp or .gif') as string });
});

const facts: PictureFacts = {
  version: 1,
  prompt: 'a boat',
  model: 'tiny',
  seed: 1,
  guidance: 5,
  temperature: 1,
  forced: 0,
  createdAt: '2026-11-26T00:00:00.000Z',
  msPerToken: 1,
  tokens: [1, 2, 3, 4],
};

test.each([
  ['no grid at all', { tokensTotal: 0 }, 8, 8],
  ['a grid that is no square', { tokensTotal: 7 }, 8, 8],
  ['more tokens than its grid', { tokensTotal: 1 }, 8, 8],
  ['a grid that does not fit its pixels', { tokensTotal: 9 }, 8, 8],
  ['more tokens than pixels', { tokensTotal: 65_536 }, 8, 8],
  ['a picture that is no square', {}, 8, 16],
  [
    'a picture whose frames no memory holds',
    { tokens: new Array<number>(1024).fill(1) },
    8192,
    8192,
  ],
] as const)(
  'a file that tells of %s is refused, and holds nobody up',
  async (_, change, width, height) => {
    const colour = { width, height, channels: 3, background: '#888' } as const;
    const png = await sharp({ create: colour }).png().toBuffer();
    const file = path.join(await emptyFolder(), 'foreign.png');
    await writeFile(file, withFacts(png, { ...facts, ...change }, width, height));
    await using workshop = openWorkshop();
    const crew = { workshop, models: '/nowhere' };
    const steps = replayFile(file, { ...wish, frames: 120 }, crew, AbortSignal.timeout(20_000));
    await expect(Array.fromAsync(steps)).rejects.toMatchObject({ code: 'bad-image' });
  },
);

test('moments go from nothing to the whole, none twice, at most as many as asked for', () => {
  const count = fc.integer({ min: 1, max: 600 });
  fc.assert(
    fc.property(count, fc.integer({ min: 2, max: 120 }), (tokens, frames) => {
      const moments = momentsOf(tokens, frames);
      expect([moments[0], moments.at(-1)]).toEqual([0, tokens]);
      expect(moments.length).toBeLessThanOrEqual(frames);
      expect([...new Set(moments)].sort((a, b) => a - b)).toEqual(moments);
    }),
  );
});
