import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workshop } from '../../main/children/workshop.ts';
import { changePictures } from '../../main/gallery/change.ts';
import { facetsOf, findPictures } from '../../main/gallery/find.ts';
import type { Gallery } from '../../main/gallery/gallery.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { listPrompts } from '../../main/gallery/prompts.ts';
import { rowsOf } from '../../main/gallery/rows.ts';
import type { Paths } from '../../main/paths.ts';
import type { PictureQuery } from '../../preload/contract/gallery.ts';
import { median, type Report } from './figures.ts';
import { pictureOf } from './fill-gallery.ts';
import { watchTurns } from './own-time.ts';

export const everything: PictureQuery = {
  shelf: 'all',
  text: '',
  tags: [],
  order: 'newest',
  utcOffset: 540,
};
const queries: Record<string, Partial<PictureQuery>> = {
  everything: {},
  favourites: { shelf: 'favourites' },
  '“a”': { text: 'a' },
  '“배”': { text: '배' },
  '“바다”': { text: '바다' },
  '“東京”': { text: '東京' },
  '“photograph”': { text: 'photograph' },
  '“fox-3”': { text: 'fox-3' },
  '“small boat 바다”': { text: 'small boat 바다' },
  'a tag': { tags: ['best'] },
  'the best first': { order: 'best' },
  'those without a score': { scored: false },
  'one month': { from: '2025-01-01', to: '2025-01-31' },
};
/** Found within, ms. */
const findWithin = 50;
/** Held up at p99 for less than, ms. */
const holdWithin = 50;

/** How a large gallery behaves in main. */
export async function measureGallery(
  paths: Paths,
  workshop: Workshop,
  report: Report,
): Promise<void> {
  const start = performance.now();
  await using opened = await openGallery(paths, workshop);
  report.say('open the database, ms', performance.now() - start);
  await opened.gallery.ready;
  report.say('until the first search can be answered, ms', performance.now() - start);
  await during(report, 'looking for new files among all', () => opened.tookIn);
  const { gallery } = opened;
  for (const [name, query] of Object.entries(queries)) {
    await search(gallery, name, query, report);
  }
  const { numbers } = await findPictures(gallery, everything);
  const all = [...new Uint32Array(numbers.slice().buffer)];
  const time = (name: string, work: () => unknown) => sayTime(report, name, work);
  await time('100 pictures of a page, ms', () => rowsOf(gallery.sqlite, all.slice(0, 100)));
  await time('50 prompts of the history, ms', () => listPrompts(gallery, { text: '', limit: 50 }));
  await time('50 prompts with 바다, ms', () => listPrompts(gallery, { text: '바다', limit: 50 }));
  const some = all.slice(0, 10_000);
  const change = async (name: string, how: Omit<Parameters<typeof changePictures>[1], 'numbers'>) =>
    during(report, name, () => changePictures(gallery, { numbers: some, ...how }));
  await change('10,000 favourites', { favourite: true });
  await change('a tag for 10,000', { addTags: ['x'] });
  await change('10,000 into the trash', { trashed: true });
}

/** New files in a folder that has many: how quickly they come in, and what that holds up. */
export async function measureTakingIn(
  paths: Paths,
  workshop: Workshop,
  report: Report,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  for (let at = from; at < from + count; at++) {
    const { id, png } = await pictureOf(at);
    await writeFile(path.join(paths.pictures, `${id}.png`), png);
  }
  await using opened = await openGallery(paths, workshop);
  await opened.gallery.ready;
  const name = `taking in ${count.toLocaleString('en')} files`;
  const seconds = await during(report, name, () => opened.tookIn);
  report.say('files taken in a second', Math.round(count / seconds));
}

async function search(
  gallery: Gallery,
  name: string,
  query: Partial<PictureQuery>,
  report: Report,
): Promise<void> {
  const whole = { ...everything, ...query };
  await sayTime(report, `find ${name}, ms`, () => findPictures(gallery, whole), findWithin);
  await sayTime(report, `  its facets, ms`, () => facetsOf(gallery, whole), findWithin);
}

/** The median of nine, after one to warm up. */
export async function sayTime(
  report: Report,
  name: string,
  work: () => unknown,
  below?: number,
): Promise<void> {
  await work();
  const all: number[] = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
    await sleep(1);
  }
  report.say(name, median(all), below);
}

/** How long some work takes, and how long it holds up everything else. @returns Seconds. */
export async function during(
  report: Report,
  name: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const turns = watchTurns();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  await sleep(20);
  const own = turns.stop();
  delays.disable();
  report.say(`${name}, ms`, ms);
  report.say('  event loop p99, ms', delays.percentile(99) / 1e6, holdWithin);
  report.say('  of its own: p99, ms', own.p99Ms);
  report.say('  of its own: longest, ms', own.maxMs);
  return ms / 1000;
}
