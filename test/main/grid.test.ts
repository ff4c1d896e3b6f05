import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, inject, onTestFinished, test } from 'vitest';
import { cellOf, stretchesOf } from '../../main/jobs/cells.ts';
import { createStudio, type Studio } from '../../main/studio.ts';
import { DrawRequest, type Picture } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

const never = new AbortController().signal;
const wish = {
  prompt: 'a red cat',
  model: 'tiny',
  seed: 3,
  count: 4,
  guidance: 5,
  temperature: 1,
  previewShare: 0,
} satisfies DrawRequest;
const grid: NonNullable<DrawRequest['grid']> = {
  across: { what: 'seed', values: [7, 8] },
  down: { what: 'guidance', values: [1, 6.5] },
};

async function open(dataFolder: string): Promise<Studio> {
  const models = path.join(dataFolder, 'models');
  await mkdir(models, { recursive: true });
  await symlink(path.join(inject('models'), 'tiny'), path.join(models, 'tiny')).catch(() => null);
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

async function drawn(studio: Studio, change: Partial<DrawRequest>): Promise<Picture[]> {
  const saved: Picture[] = [];
  for await (const event of studio.routes['picture:draw']({ ...wish, ...change }, never)) {
    if (event.kind === 'saved') saved[event.index] = event.picture;
  }
  return saved;
}

const codesOf = async (studio: Studio, picture: Picture) => {
  const { tokens } = await studio.routes['making:of']({ id: picture.id });
  return [...new Uint32Array(Uint8Array.from(tokens).buffer)];
};

test('a grid is one job: row by row, each cell what it would be alone', async () => {
  const studio = await open(await emptyFolder());
  const cells = await drawn(studio, { grid });
  const settings = cells.map(({ seed, guidance }) => [seed, guidance]);
  expect(settings).toEqual([
    [7, 1],
    [8, 1],
    [7, 6.5],
    [8, 6.5],
  ]);
  const [alone] = await drawn(studio, { count: 1, seed: 8, guidance: 6.5 });
  expect(await codesOf(studio, cells[3]!)).toEqual(await codesOf(studio, alone!));
});

test('the pictures of a grid can be judged, each by its own settings', async () => {
  const studio = await open(await emptyFolder());
  const temperature = { what: 'temperature', values: [0.5, 1.5] } as const;
  await drawn(studio, {
    grid: { ...grid, across: { ...temperature, values: [0.5, 1.5] } },
    judge: true,
  });
  const pictures = await listed(studio.routes);
  expect(pictures).toHaveLength(4);
  for (const { score } of pictures) expect(score).not.toBeNull();
});

test('closed in the middle, the next opening draws the cells that are left', async () => {
  const folder = await emptyFolder();
  const studio = await open(folder);
  for await (const event of studio.routes['picture:draw']({ ...wish, grid }, never)) {
    if (event.kind === 'saved') break;
  }
  await studio.close();
  const again = await open(folder);
  const signal = AbortSignal.timeout(50_000);
  for await (const { jobs } of again.routes['queue:watch']({}, signal)) if (!jobs.length) break;
  const cells = (await listed(again.routes)).map(({ seed, guidance }) => `${seed} ${guidance}`);
  expect(cells.sort()).toEqual(['7 1', '7 6.5', '8 1', '8 6.5']);
});

test.each([
  ['more pictures than cells', { count: 5, grid }],
  ['one setting on both sides', { grid: { across: grid.across, down: grid.across } }],
  ['a guidance that is none', { grid: { ...grid, down: { what: 'guidance', values: [0, 5] } } }],
])('%s is no request', (_, change) => {
  expect(DrawRequest.safeParse({ ...wish, ...change }).success).toBe(false);
});

test('stretches hold every picture once, in order, with the settings of its cell', () => {
  const seeds = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 5 });
  const guidances = fc.array(fc.constantFrom(1, 2, 5), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(seeds, guidances, fc.nat(6), (across, down, from) => {
      const request = {
        ...wish,
        count: across.length * down.length,
        grid: {
          across: { what: 'seed' as const, values: across },
          down: { what: 'guidance' as const, values: down },
        },
      };
      const cells = stretchesOf(request, from).flatMap(({ start, count, seed, ...rest }) =>
        Array.from({ length: count }, (_, at) => [
          start + at,
          (seed + at) % 2 ** 32,
          rest.guidance,
        ]),
      );
      const expected = Array.from({ length: Math.max(0, request.count - from) }, (_, at) => {
        const { seed, guidance } = cellOf(request, from + at);
        return [from + at, seed, guidance];
      });
      expect(cells).toEqual(expected);
    }),
  );
});
