import { link, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { createAccess } from '../../main/server/access.ts';
import { listen, servePages } from '../../main/server/http.ts';
import { openSockets } from '../../main/server/socket.ts';
import { createStudio, type Studio } from '../../main/studio.ts';
import type { DrawEvent } from '../../preload/contract/picture.ts';
import { serveFake } from '../e2e/served.ts';
import { median, type Report } from './figures.ts';
import { starter } from './start.ts';
import { serveWatched } from './watched.ts';

const pages = path.join(import.meta.dirname, '../../dist/renderer');

const prompt = 'a frog on a blue background';
/** As the page asks for by itself. */
const previewShare = 0.1;

/** Pictures a job, and jobs of each kind: all together fewer than the Draw room lists. */
interface Amount {
  readonly pictures: number;
  readonly jobs: number;
}

/**
 * What drawing costs beside the model: looking, streaming, and main's own work.
 * @param model A built model's folder; without one the starter draws.
 */
export async function measureDrawing(
  browser: Browser,
  dataFolder: string,
  report: Report,
  model?: string,
): Promise<void> {
  const name = model === undefined ? 'the starter' : path.basename(model);
  report.title(`Drawing with ${name}`);
  process.env['JANUS_STUDIO_STARTER'] = model === undefined ? starter : '';
  if (model !== undefined) await linkFiles(model, path.join(dataFolder, 'models', name));
  const amount = model === undefined ? { pictures: 2, jobs: 5 } : { pictures: 1, jobs: 1 };
  await measureMain(browser, dataFolder, report, amount);
  await measureLooking(browser, dataFolder, report, amount);
  report.title('Over the border, a picture');
  await using studio = await serveWatched(dataFolder, process.env['JANUS_STUDIO_STARTER']);
  sayBytes(report, name, await bytesOver(browser, studio.address, amount.pictures));
  const fake = await serveFake({ side: 384, grid: 24, msPerRow: 40 });
  const large = await bytesOver(browser, fake.address, 2);
  sayBytes(report, 'as Janus-Pro draws, 384 px, 576 tokens', large);
  await fake.stop();
}

async function linkFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    await link(path.join(from, name), path.join(to, name));
  }
}

/** How long main is held up while it passes pictures on, saves them and serves the page. */
async function measureMain(
  browser: Browser,
  dataFolder: string,
  report: Report,
  { jobs, pictures }: Amount,
): Promise<void> {
  await using studio = await serveWatched(dataFolder, process.env['JANUS_STUDIO_STARTER']);
  const { page, close } = await openRoom(browser, studio.address);
  await drawHere(page, 1); // loads the model
  const all: { p99Ms: number; maxMs: number }[] = [];
  for (let job = 0; job < jobs; job++) {
    await studio.heldUp();
    await drawHere(page, pictures);
    all.push(await studio.heldUp());
  }
  await close();
  report.say('main’s event loop, p99, ms', median(all.map(({ p99Ms }) => p99Ms)), 50);
  report.say('  longest, ms', median(all.map(({ maxMs }) => maxMs)));
}

/** Who looks while a job is drawn: nobody, a window in another room, or the Draw room itself. */
const lookers = { nobody: null, 'another room': '#settings', 'the Draw room': '#draw' } as const;
type Looker = keyof typeof lookers;

/**
 * The same jobs, in turns, looked at by nobody and without previews, followed by a window that paints
 * nothing, and painted as they develop. What is compared is the time from a picture's first token to
 * its last. The browser of a benchmark paints by the processor, the same that draws: that is told
 * apart from what previews and streaming cost the studio.
 */
async function measureLooking(
  browser: Browser,
  dataFolder: string,
  report: Report,
  { jobs, pictures }: Amount,
): Promise<void> {
  const studio = await createStudio({ dataFolder });
  const hosted = await hostHere(studio);
  const { page, close } = await openRoom(browser, hosted.address);
  await tokensMsOf(drawIn(studio, 1, 0)); // loads the model
  const costs: Record<Looker, number[]> = { nobody: [], 'another room': [], 'the Draw room': [] };
  for (let job = 0; job < jobs; job++) {
    for (const [looker, place] of Object.entries(lookers) as [Looker, string | null][]) {
      await page.goto('about:blank');
      if (place !== null) {
        await page.goto(`${hosted.address}${place}`);
        await page.waitForLoadState('networkidle');
      }
      const share = place === null ? 0 : previewShare;
      costs[looker].push((await tokensMsOf(drawIn(studio, pictures, share))) / pictures);
    }
  }
  await close();
  await hosted.close();
  await studio.close();
  const alone = median(costs.nobody);
  const shareOf = (looker: Looker) => 100 * (1 - alone / median(costs[looker]));
  report.say('tokens of a picture, nobody looking, ms', alone);
  report.say('previews and streaming, share of drawing time, %', shareOf('another room'), 10);
  report.say('  with a browser that paints on the same cores, %', shareOf('the Draw room'));
}

/** Hosts the studio in this process, so that its jobs can be followed without a window. */
async function hostHere(studio: Studio) {
  const { server, port } = await listen('127.0.0.1', 0);
  const access = createAccess('127.0.0.1', port);
  const files = {
    pictureFile: (id: string) => studio.pictureFile(id),
    thumbnailFile: (id: string) => studio.thumbnailFile(id),
    exportFile: (id: string) => studio.exportFile(id),
  };
  servePages(server, { pages, ...files }, access);
  const sockets = openSockets(server, studio.routes, access);
  return {
    address: `http://127.0.0.1:${port}/?token=${access.token}`,
    async close() {
      await sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openRoom(browser: Browser, address: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('form button[type=submit]:enabled').waitFor();
  return { page, close: () => context.close() };
}

/** Draws a job in the window, to its end. */
async function drawHere(page: Page, pictures: number): Promise<void> {
  await page.getByRole('slider', { name: 'Pictures' }).fill(String(pictures));
  const drawn = page.getByRole('list', { name: 'Recent pictures' }).locator('img');
  const before = await drawn.count();
  await page.locator('#prompt').fill(prompt);
  await page.locator('#prompt').press('Control+Enter');
  await drawn.nth(before + pictures - 1).waitFor();
}

function drawIn({ routes }: Studio, count: number, previewShare: number): AsyncIterable<DrawEvent> {
  const wishes = { prompt, seed: 7, guidance: 3, temperature: 1 };
  return routes['picture:draw']({ ...wishes, count, previewShare }, new AbortController().signal);
}

/** From the first token of each picture to its last, all pictures together. */
async function tokensMsOf(events: AsyncIterable<DrawEvent>): Promise<number> {
  let all = 0;
  let begun: number | null = null;
  for await (const event of events) {
    if (event.kind !== 'phase') continue;
    if (event.phase === 'draw') begun ??= performance.now();
    if (event.phase !== 'decode' || begun === null) continue;
    // Pictures that are drawn side by side begin together.
    all += performance.now() - begun;
    begun = null;
  }
  return all;
}

interface Bytes {
  readonly socket: number;
  readonly files: number;
}

/** What comes to the window for a job, by picture. */
async function bytesOver(browser: Browser, address: string, pictures: number): Promise<Bytes> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  let socket = 0;
  let files = 0;
  page.on('websocket', (each) => {
    each.on('framereceived', ({ payload }) => (socket += payload.length));
  });
  page.on('response', (response) => {
    if (/\/(picture|thumbnail)\//.test(response.url())) {
      files += Number(response.headers()['content-length'] ?? 0);
    }
  });
  await page.goto(address);
  await page.locator('form button[type=submit]:enabled').waitFor();
  await page.waitForTimeout(500);
  [socket, files] = [0, 0];
  await drawHere(page, pictures);
  await page.waitForTimeout(500);
  await context.close();
  return { socket: socket / pictures, files: files / pictures };
}

function sayBytes(report: Report, name: string, { socket, files }: Bytes): void {
  report.say(`${name}: events, kB`, socket / 1000);
  report.say(`  picture and thumbnail files, kB`, files / 1000);
}
