import type { Browser, Page } from '@playwright/test';
import { median, type Report } from './figures.ts';
import type { Watched } from './watched.ts';

/** Runs in the page before its own scripts: notes slow answers and when pictures show. */
const notes = `
  globalThis.noted = { answers: [], first: 0, all: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.interactionId) noted.answers.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  const look = () => {
    const all = [...document.querySelectorAll('[role=gridcell] img')];
    const shown = all.filter((image) => image.complete && image.naturalWidth > 0).length;
    if (shown > 0) noted.first ||= performance.now();
    if (shown > 0 && shown === all.length) noted.all ||= performance.now();
    if (!noted.all) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

interface Noted {
  /** From a key or a turn of the wheel to the next frame, where it took 16 ms or more. */
  readonly answers: readonly number[];
  /** Since the navigation began: when the first picture was there, and all in sight. ms */
  readonly first: number;
  readonly all: number;
}

/** How the Gallery behaves in a real browser. Every figure is the median of some runs. */
export async function measureRoom(
  browser: Browser,
  studio: Watched,
  report: Report,
  runs: number,
): Promise<void> {
  const seen: Record<string, { values: number[]; below: number | undefined }> = {};
  const note = (name: string, value: number, below?: number): void => {
    (seen[name] ??= { values: [], below }).values.push(value);
  };
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(notes);
    await page.goto(`${studio.address}#gallery`);
    await until(page, 'noted.all > 0');
    const { first, all } = await noted(page);
    note('from address to the first picture, ms', first, 1000);
    note('  to all pictures in sight, ms', all);
    await settle(page);
    for (const [how, move] of Object.entries(moves)) {
      await page.keyboard.press('Home');
      await settle(page);
      await page.evaluate('noted.answers.length = 0');
      const tasks = await tasksWhile(browser, page, () => move(page));
      note(`${how}: longest task, its own ms`, longest(tasks, 'ownMs'), 50);
      note(`${how}: the same as others let it take, ms`, longest(tasks, 'ms'));
      note(`${how}: slowest answer to a key, ms`, Math.max(0, ...(await noted(page)).answers));
    }
    for (const words of ['fox-3', '바다', '東京']) {
      note(`“${words}” and Enter, to what is found on screen, ms`, await searchFor(page, words));
    }
    await context.close();
  }
  for (const [name, { values, below }] of Object.entries(seen)) {
    report.say(name, median(values), below);
  }
}

/** Ways through 100,000 pictures. */
const moves: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async 'wheel, 60 turns'(page) {
    await page.mouse.move(600, 400);
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, turn < 30 ? 300 : 1500);
      await page.waitForTimeout(16);
    }
  },
  async 'Page Down, 60 times'(page) {
    await page.getByRole('grid').focus();
    for (let press = 0; press < 60; press++) await page.keyboard.press('PageDown');
  },
  async 'the bar dragged through all, 40 places'(page) {
    for (let place = 1; place <= 40; place++) {
      await page.evaluate(`(() => {
        const grid = document.querySelector('[role=grid]');
        grid.scrollTop = (grid.scrollHeight * ${place}) / 40;
      })()`);
      await page.waitForTimeout(16);
    }
  },
  async 'End and Home, 5 times'(page) {
    await page.getByRole('grid').focus();
    for (let round = 0; round < 5; round++) {
      await page.keyboard.press('End');
      await page.waitForTimeout(50);
      await page.keyboard.press('Home');
      await page.waitForTimeout(50);
    }
  },
};

/** @returns From the press of Enter to the frame that shows another number of pictures, ms. */
async function searchFor(page: Page, words: string): Promise<number> {
  const field = page.getByRole('searchbox');
  await field.fill('');
  await field.press('Enter');
  await until(
    page,
    `!location.hash.includes('text=') && document.querySelectorAll('[role=gridcell]').length > 20`,
  );
  await settle(page);
  await page.evaluate(`(() => {
    const label = () => document.querySelector('[role=grid]')?.ariaLabel;
    const before = label();
    globalThis.found = new Promise((resolve) => {
      addEventListener('keydown', ({ key, timeStamp }) => {
        if (key !== 'Enter') return;
        const look = () => {
          if (label() === before) requestAnimationFrame(look);
          else resolve(performance.now() - timeStamp);
        };
        requestAnimationFrame(look);
      }, { capture: true });
    });
  })()`);
  await field.fill(words);
  await field.press('Enter');
  return page.evaluate('found');
}

function noted(page: Page): Promise<Noted> {
  return page.evaluate('noted');
}

/** Waits for a condition of the page; its policy allows no other way of asking. */
async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition} ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}

/** Lets what was asked for come, and observers tell. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(400);
}

/** What the renderer's thread did in one piece. */
interface Task {
  readonly ms: number;
  /** Of processor time: what it would take on a machine with nothing else to do. */
  readonly ownMs: number;
}

/** Everything that the page's own thread does meanwhile, as Chromium's tracing tells it. */
async function tasksWhile(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<readonly Task[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await work();
  await settle(page);
  const trace = (await browser.stopTracing()).toString();
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const isPage = (event: TraceEvent) =>
    event.name === 'thread_name' && event.args.name === 'CrRendererMain';
  const threads = new Set(traceEvents.filter(isPage).map(({ tid }) => tid));
  const tasks = traceEvents.filter(({ name, tid }) => name === 'RunTask' && threads.has(tid));
  if (tasks.length === 0) throw new Error('Expected Chromium to tell what its thread did.');
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1000, ownMs: tdur / 1000 }));
}

/** An event of Chromium's trace; times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly tid: number;
  readonly args: { readonly name?: string };
  readonly dur?: number;
  readonly tdur?: number;
}

function longest(tasks: readonly Task[], of: keyof Task): number {
  return Math.max(...tasks.map((task) => task[of]));
}
