import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { DrawEvent, DrawRequest } from '../../preload/contract/picture.ts';
import { emptyFolder } from './folder.ts';
import { listed } from './gallery/listed.ts';

const never = new AbortController().signal;
const wish: DrawRequest = {
  prompt: 'a red cat.',
  model: 'tiny',
  seed: 3,
  count: 3,
  guidance: 5,
  temperature: 1,
  previewShare: 0,
  judge: true,
};

/** A studio with the tiny Janus; the folder may have been another one's. */
async function open(dataFolder: string): Promise<Studio> {
  const models = path.join(dataFolder, 'models');
  await mkdir(models, { recursive: true });
  await symlink(path.join(inject('models'), 'tiny'), path.join(models, 'tiny')).catch(() => null);
  const studio = await createStudio({ dataFolder, host: 'a test' });
  onTestFinished(() => studio.close());
  return studio;
}

const draw = (studio: Studio, change: Partial<DrawRequest> = {}) =>
  studio.routes['picture:draw']({ ...wish, ...change }, never);

const judgedOf = (events: readonly DrawEvent[]) =>
  events.flatMap((event) => (event.kind === 'judged' ? [event.picture] : []));

test('every picture is saved first, then judged in several ways, and keeps its score', async () => {
  const folder = await emptyFolder();
  const studio = await open(folder);
  const events = await Array.fromAsync(draw(studio));
  const kinds = events.flatMap((event) => {
    if (event.kind === 'phase') return event.phase === 'judge' ? [`judge ${event.index}`] : [];
    return event.kind === 'saved' || event.kind === 'judged'
      ? [`${event.kind} ${event.index}`]
      : [];
  });
  expect(kinds.slice(0, 3)).toEqual(['saved 0', 'saved 1', 'saved 2']);
  const steps = [0, 1, 2].flatMap((index) => [`judge ${index}`, `judged ${index}`]);
  expect(kinds.slice(3)).toEqual(steps);

  const judged = judgedOf(events);
  expect(judged.map(({ seed }) => seed)).toEqual([3, 4, 5]);
  for (const { score } of judged) {
    expect(score).toMatchObject({ model: 'tiny' });
    const { value, answers, gain } = score!;
    expect(answers.map(({ question }) => question)).toContain('Is this a picture of …?');
    for (const { yes } of answers) expect(yes > 0 && yes < 1).toBe(true);
    // Half the mean log-odds of yes, and what the picture adds to the prompt.
    const odds = answers.map(({ yes }) => Math.log(yes / (1 - yes)));
    const mean = odds.reduce((sum, each) => sum + each, 0) / odds.length;
    expect(Math.log(value / (1 - value))).toBeCloseTo(mean / 2 + gain!, 6);
  }
  expect(new Set(judged.map(({ score }) => score!.value)).size).toBe(3);

  await studio.close();
  const again = await open(folder);
  const kept = new Map((await listed(again.routes)).map(({ id, score }) => [id, score]));
  expect(kept).toEqual(new Map(judged.map(({ id, score }) => [id, score])));
});

test('a job without it judges nothing', async () => {
  const studio = await open(await emptyFolder());
  const events = await Array.fromAsync(draw(studio, { judge: false, count: 1 }));
  expect(judgedOf(events)).toEqual([]);
  expect(await listed(studio.routes)).toMatchObject([{ score: null }]);
});

test.each(['stop', 'discard'] as const)('%s while judging keeps every picture', async (change) => {
  const studio = await open(await emptyFolder());
  let id = '';
  const job = (async () => {
    for await (const event of draw(studio)) {
      if (event.kind === 'queued') id = event.jobId;
      if (event.kind === 'judged') await studio.routes['queue:change']({ id, change });
    }
  })();
  await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  const pictures = await listed(studio.routes);
  expect(pictures).toHaveLength(3);
  expect(pictures.some(({ score }) => score !== null)).toBe(true);
});

test('closed while judging, the next opening judges what is left and draws nothing again', async () => {
  const folder = await emptyFolder();
  const studio = await open(folder);
  const job = (async () => {
    for await (const event of draw(studio)) if (event.kind === 'judged') break;
  })();
  await job;
  await studio.close();

  const again = await open(folder);
  const signal = AbortSignal.timeout(50_000);
  for await (const { jobs } of again.routes['queue:watch']({}, signal)) if (!jobs.length) break;
  const pictures = await listed(again.routes);
  expect(pictures).toHaveLength(3);
  for (const { score } of pictures) expect(score).not.toBeNull();
});

test('a picture whose file is gone is left out', async () => {
  const studio = await open(await emptyFolder());
  const judged = [];
  for await (const event of draw(studio)) {
    if (event.kind === 'saved' && event.index === 2) {
      await rm((await studio.pictureFile(event.picture.id))!);
    }
    if (event.kind === 'judged') judged.push(event.picture.score);
  }
  expect(judged.filter((score) => score !== null)).toHaveLength(2);
});

test('a Korean prompt is asked about in Korean', async () => {
  const studio = await open(await emptyFolder());
  const [judged] = judgedOf(
    await Array.fromAsync(draw(studio, { prompt: '빨간 고양이', count: 1 })),
  );
  expect(judged!.score!.answers[0]!.question).toBe('이 그림에 다음이 보이나요? …');
});
