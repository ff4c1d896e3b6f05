import { readFile } from 'node:fs/promises';
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

/** Pictures a job, and jobs of each kind: all together fewer than the Draw room lists. */
const pictures = 2;
const jobs = 5;
const prompt = 'a frog on a blue background';

/** What drawing costs beside the model: looking, streaming, and main's own work. */
export async function measureDrawing(
  browser: Browser,
  dataFolder: string,
  report: Report,
): Promise<void> {
  report.title('Drawing with the starter, watched in the Draw room');
  await measureMain(browser, dataFolder, report);
  await measureLooking(browser, dataFolder, report);
  report.title('Over the border, a picture');
  await using studio = await serveWatched(dataFolder, starter);
  const tiny = await bytesOver(browser, studio.address);
  sayBytes(report, 'starter, 96 px, 144 tokens', tiny);
  const fake = await serveFake({ side: 384, grid: 24, msPerRow: 40 });
  sayBytes(
    report,
    'as Janus-Pro draws, 384 px, 576 tokens',
    await bytesOver(browser, fake.address),
  );
  await fake.stop();
}

/** How long main is held up while it passes pictures on, saves them and serves the page. */
async function measureMain(browser: Browser, dataFolder: string, report: Report): Promise<void> {
  await using studio = await serveWatched(dataFolder, starter);
  const { page, close } = await openRoom(browser, studio.address);
  await drawHere(page); // loads the model
  const all: { p99Ms: number; maxMs: number }[] = [];
  for (let job = 0; job < jobs; job++) {
    await studio.heldUp();
    await drawHere(page);
    all.push(await studio.heldUp());
  }
  await close();
  report.say('main’s event loop, p99, ms', median(all.map(({ p99Ms }) => p99Ms)), 50);
  report.say('  longest, ms', median(all.map(({ maxMs }) => maxMs)));
}

/**
 * The same jobs with a window that shows them as they develop, and with no window and no previews,
 * in turns. What is compared is the time from a picture's first token to its last, and the work
 * of the studio's own processes for the whole job, which other programs do not lengthen.
 */
async function measureLooking(browser: Browser, dataFolder: string, report: Report): Promise<void> {
  process.env['JANUS_STUDIO_STARTER'] = starter;
  const studio = await createStudio({ dataFolder });
  const hosted = await hostHere(studio);
  const { page, close } = await openRoom(browser, hosted.address);
  await drawHere(page);
  const watched: Cost[] = [];
  const alone: Cost[] = [];
  for (let job = 0; job < jobs; job++) {
    await page.goto(hosted.address);
    await page.locator('form button[type=submit]:enabled').waitFor();
    const [cost] = await Promise.all([costOf(nextJob(studio)), drawHere(page)]);
    watched.push(cost);
    await page.goto('about:blank');
    alone.push(await costOf(drawAlone(studio)));
  }
  await close();
  await hosted.close();
  await studio.close();
  const middle = (costs: readonly Cost[], of: keyof Cost) => median(costs.map((each) => each[of]));
  report.say('tokens of a picture, nobody looking, ms', middle(alone, 'tokensMs') / pictures);
  report.say('tokens of a picture, shown, ms', middle(watched, 'tokensMs') / pictures);
  const shareOf = (of: keyof Cost) => 100 * (1 - middle(alone, of) / middle(watched, of));
  report.say('previews and streaming, share of the time, browser included, %', shareOf('tokensMs'));
  report.say('  share of the studio’s own work for the job, %', shareOf('workMs'), 10);
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
async function drawHere(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Pictures' }).fill(String(pictures));
  const drawn = page.getByRole('list', { name: 'Recent pictures' }).locator('img');
  const before = await drawn.count();
  await page.locator('#prompt').fill(prompt);
  await page.locator('#prompt').press('Control+Enter');
  await drawn.nth(before + pictures - 1).waitFor();
}

/** The next job that any window asks for. */
async function* nextJob({ routes }: Studio): AsyncGenerator<DrawEvent> {
  const never = new AbortController();
  for await (const { jobs: waiting } of routes['queue:watch']({}, never.signal)) {
    const id = waiting.at(-1)?.id;
    if (id === undefined) continue;
    yield* routes['queue:follow']({ id }, never.signal);
    break;
  }
  never.abort();
}

function drawAlone({ routes }: Studio): AsyncIterable<DrawEvent> {
  const wishes = { prompt, seed: 7, count: pictures, guidance: 3, temperature: 1 };
  return routes['picture:draw']({ ...wishes, previewShare: 0 }, new AbortController().signal);
}

/** What a job costs. */
interface Cost {
  /** From the first token of each picture to its last, all pictures together. */
  readonly tokensMs: number;
  /** Processor time of main and its children, all threads. */
  readonly workMs: number;
}

async function costOf(events: AsyncIterable<DrawEvent>): Promise<Cost> {
  const before = await workMs();
  let tokensMs = 0;
  let begun = 0;
  for await (const event of events) {
    if (event.kind !== 'phase') continue;
    if (event.phase === 'draw') begun = performance.now();
    if (event.phase === 'decode') tokensMs += performance.now() - begun;
  }
  return { tokensMs, workMs: (await workMs()) - before };
}

/** Of this process and its children, as Linux counts it; elsewhere of this process alone. */
async function workMs(): Promise<number> {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1000;
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  const pids = await readFile(children, 'utf8').catch(() => '');
  const stats = await Promise.all(
    pids
      .split(' ')
      .filter(Boolean)
      .map((pid) => readFile(`/proc/${pid}/stat`, 'utf8')),
  );
  return stats.reduce((sum, stat) => sum + (isBrowser(stat) ? 0 : ticksOf(stat) * 10), own);
}

function isBrowser(stat: string): boolean {
  return /\(.*chrom.*\)/i.test(stat);
}

/** Of 10 ms each. proc_pid_stat(5), fields 14 and 15: after the name, which may hold anything. */
function ticksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

interface Bytes {
  readonly socket: number;
  readonly files: number;
}

/** What comes to the window for a job, by picture. */
async function bytesOver(browser: Browser, address: string): Promise<Bytes> {
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
  await drawHere(page);
  await page.waitForTimeout(500);
  await context.close();
  return { socket: socket / pictures, files: files / pictures };
}

function sayBytes(report: Report, name: string, { socket, files }: Bytes): void {
  report.say(`${name}: events, kB`, socket / 1000);
  report.say(`  picture and thumbnail files, kB`, files / 1000);
}
