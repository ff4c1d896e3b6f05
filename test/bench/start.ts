import path from 'node:path';
import type { Browser } from '@playwright/test';
import { serveStarter } from '../e2e/served.ts';
import { median, type Report } from './figures.ts';

const runs = 7;

/** The checkpoint that ships. */
export const starter = path.join(import.meta.dirname, '../../assets/starter');

/**
 * From the studio's process start to a page that can be used: prompt and button answer. The browser
 * runs already, as a person's does, and knows nothing of the page. No model is loaded.
 */
export async function measureStart(
  browser: Browser,
  folder: string,
  report: Report,
): Promise<void> {
  report.title('Cold start of the browser host, no model loaded');
  const data = path.join(folder, 'data');
  const kept = { XDG_CACHE_HOME: path.join(folder, 'cache') };
  const first = await start(browser, data, kept);
  report.say('the very first one, which builds the starter, ms', first.allMs);
  for (const [name, variables] of [
    ['a first start of this version', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['later ones, with what Node keeps compiled', kept],
  ] as const) {
    const all: Started[] = [];
    for (let run = 0; run < runs; run++) all.push(await start(browser, data, variables));
    const middle = (of: (started: Started) => number) => median(all.map(of));
    report.say(
      `${name}: process start to usable, ms`,
      middle(({ allMs }) => allMs),
      2000,
    );
    report.say(
      '  of it to the printed address, ms',
      middle(({ processMs }) => processMs),
    );
    report.say(
      '  of it from the address on, ms',
      middle(({ pageMs }) => pageMs),
    );
  }
}

interface Started {
  readonly processMs: number;
  readonly pageMs: number;
  readonly allMs: number;
}

async function start(
  browser: Browser,
  data: string,
  variables: Readonly<Record<string, string>>,
): Promise<Started> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const begun = performance.now();
  const studio = await serveStarter(data, variables);
  const processMs = performance.now() - begun;
  await page.goto(studio.address, { waitUntil: 'commit' });
  // The button can be pressed as soon as the studio has told its model and a prompt is offered.
  await page.locator('form button[type=submit]:enabled').waitFor();
  const allMs = performance.now() - begun;
  await context.close();
  await studio.stop();
  return { processMs, pageMs: allMs - processMs, allMs };
}
