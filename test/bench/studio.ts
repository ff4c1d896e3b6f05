import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { changePictures } from '../../main/gallery/change.ts';
import { facetsOf, findPictures } from '../../main/gallery/find.ts';
import type { Gallery } from '../../main/gallery/gallery.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { listPrompts } from '../../main/gallery/prompts.ts';
import { rowsOf } from '../../main/gallery/rows.ts';
import { pathsUnder } from '../../main/paths.ts';
import { openWorkshop } from '../../main/children/workshop.ts';
import type { PictureQuery } from '../../preload/contract/gallery.ts';
import { fillGallery, pictureOf } from './gallery.ts';

// npm run bench:studio [-- --pictures 100000]: how a large gallery behaves on this machine.
const { values } = parseArgs({ options: { pictures: { type: 'string', default: '100000' } } });
const pictures = Number(values.pictures);
const files = 2_000;

const everything: PictureQuery = {
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
  'one month': { from: '2025-01-01', to: '2025-01-31' },
};

const folder = await mkdtemp(path.join(tmpdir(), 'janus-bench-'));
const paths = pathsUnder(folder);
const workshop = openWorkshop();
try {
  await fill();
  await measure();
  await measureTakingIn();
} finally {
  await workshop[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  const start = performance.now();
  await using opened = await openGallery(paths, workshop);
  await opened.tookIn;
  await fillGallery(opened.gallery, pictures);
  say(`made a gallery of ${pictures.toLocaleString('en')}, s`, (performance.now() - start) / 1000);
}

async function measure(): Promise<void> {
  const start = performance.now();
  await using opened = await openGallery(paths, workshop);
  say('open the database, ms', performance.now() - start);
  await opened.gallery.ready;
  say('until the first search can be answered, ms', performance.now() - start);
  await during('looking for new files among all', () => opened.tookIn);
  const { gallery } = opened;
  for (const [name, query] of Object.entries(queries)) await search(gallery, name, query);
  const { numbers } = await findPictures(gallery, everything);
  const all = [...new Uint32Array(numbers.slice().buffer)];
  await time('100 pictures of a page, ms', () => rowsOf(gallery.sqlite, all.slice(0, 100)));
  await time('50 prompts of the history, ms', () => listPrompts(gallery, { text: '', limit: 50 }));
  await time('50 prompts with 바다, ms', () => listPrompts(gallery, { text: '바다', limit: 50 }));
  const some = all.slice(0, 10_000);
  await during('10,000 favourites', () =>
    changePictures(gallery, { numbers: some, favourite: true }),
  );
  await during('a tag for 10,000', () =>
    changePictures(gallery, { numbers: some, addTags: ['x'] }),
  );
  await during('10,000 into the trash', () =>
    changePictures(gallery, { numbers: some, trashed: true }),
  );
}

/** New files in a folder that has many: how quickly they come in, and what that holds up. */
async function measureTakingIn(): Promise<void> {
  for (let at = 0; at < files; at++) {
    const { id, png } = await pictureOf(pictures + at);
    await writeFile(path.join(paths.pictures, `${id}.png`), png);
  }
  await using opened = await openGallery(paths, workshop);
  await opened.gallery.ready;
  const seconds = await during(
    `taking in ${files.toLocaleString('en')} files`,
    () => opened.tookIn,
  );
  say('files taken in a second', files / seconds);
}

async function search(gallery: Gallery, name: string, query: Partial<PictureQuery>) {
  const whole = { ...everything, ...query };
  await time(`find ${name}, ms`, () => findPictures(gallery, whole));
  await time(`  its facets, ms`, () => facetsOf(gallery, whole));
}

/** The median of nine, after one to warm up. */
async function time(name: string, work: () => unknown): Promise<void> {
  await work();
  const all: number[] = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
    await sleep(1);
  }
  say(name, all.sort((a, b) => a - b)[4] ?? 0);
}

/** How long some work takes, and how long it holds up everything else at worst. @returns Seconds. */
async function during(name: string, work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  await sleep(20);
  delays.disable();
  say(`${name}, ms`, ms);
  say('  event loop p99, ms', delays.percentile(99) / 1e6);
  return ms / 1000;
}

function say(name: string, figure: number): void {
  console.log(`${name.padEnd(50)} ${figure.toFixed(figure < 10 ? 1 : 0)}`);
}
