import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as playwright } from '@playwright/test';
import { openWorkshop } from '../../main/children/workshop.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { pathsUnder } from '../../main/paths.ts';
import { chromium, unpackChromium } from '../e2e/chromium.ts';
import { initialBundle } from './bundle.ts';
import { measureDrawing } from './drawing.ts';
import { measureExporting } from './exporting.ts';
import { createReport } from './figures.ts';
import { fillGallery } from './fill-gallery.ts';
import { measureRoom } from './gallery-room.ts';
import { measureGallery, measureTakingIn } from './large-gallery.ts';
import { measureLikeness } from './likeness.ts';
import { measureStart } from './start.ts';
import { serveWatched } from './watched.ts';

/**
 * `npm run bench:studio [-- --pictures 100000] [--only bundle,start,draw,room,gallery,likeness,export]
 * [--exported 1000] [--runs 3] [--data <folder>] [--model <folder>] [--json <file>]`
 *
 * What a person waits for, on this machine: the page, the start, drawing, and a large gallery. The
 * page must be built before (`npm run build`). Times in the browser are medians of several runs. With
 * `--data` the gallery is kept in that folder, so that a second run starts at once;
 * with `--model` a built model draws instead of the starter.
 */
const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'bundle,start,draw,room,gallery,likeness,export' },
    exported: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    data: { type: 'string' },
    model: { type: 'string' },
    json: { type: 'string' },
  },
});
const pictures = Number(values.pictures);
const parts = new Set(values.only.split(','));
const report = createReport();
const folder = await mkdtemp(path.join(tmpdir(), 'janus-bench-'));
await unpackChromium();
const browser = await playwright.launch(chromium());
try {
  if (parts.has('bundle')) await bundle();
  if (parts.has('start')) await measureStart(browser, path.join(folder, 'start'), report);
  if (parts.has('draw')) {
    await measureDrawing(browser, path.join(folder, 'draw'), report, values.model);
  }
  if (parts.has('export')) {
    await measureExporting(path.join(folder, 'export'), Number(values.exported), report);
  }
  if (['room', 'gallery', 'likeness'].some((part) => parts.has(part))) await largeGallery();
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
if (values.json !== undefined) await report.write(values.json);
const missed = report.missed();
console.log(missed.length === 0 ? '\nAll as wanted.' : `\nNot as wanted: ${missed.length}.`);

async function bundle(): Promise<void> {
  report.title('The page before the first room shows, gzip');
  const files = await initialBundle();
  for (const { name, gzipBytes } of files) report.say(`${name}, kB`, gzipBytes / 1000);
  const all = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  report.say('all, fonts apart, kB', all / 1000, 350);
}

async function largeGallery(): Promise<void> {
  report.title(`A gallery of ${pictures.toLocaleString('en')} pictures`);
  const paths = pathsUnder(values.data ?? path.join(folder, 'gallery'));
  await using workshop = openWorkshop();
  const start = performance.now();
  if (!existsSync(paths.database)) {
    await using opened = await openGallery(paths, workshop);
    await opened.tookIn;
    await fillGallery(opened.gallery, pictures);
  }
  report.say('made it, s', (performance.now() - start) / 1000);
  if (parts.has('room')) {
    report.title('  in a browser');
    await using studio = await serveWatched(paths.root);
    await measureRoom(browser, studio, report, Number(values.runs));
    const { p99Ms } = await studio.heldUp();
    report.say('main’s event loop meanwhile, p99, ms', p99Ms, 50);
  }
  if (parts.has('likeness')) {
    report.title('  similar pictures');
    await measureLikeness(paths, workshop, report);
  }
  if (!parts.has('gallery')) return;
  report.title('  in main');
  await measureGallery(paths, workshop, report);
  await measureTakingIn(paths, workshop, report, { from: pictures, count: 2_000 });
}
