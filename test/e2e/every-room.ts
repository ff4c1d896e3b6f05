import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { say, type Key, type Locale, type Values } from '../../renderer/i18n/text.ts';
import { give, photo } from './give-image.ts';
import { runScript, serveFake, serveTalking, test as base, type Served } from './served.ts';

/** The studios that are walked through. */
interface House {
  /** One with pictures, which draws slowly. */
  readonly drawing: Served;
  /** One that is new, and answers questions. */
  readonly talking: Served;
  /** One without a model. */
  readonly bare: Served;
}

export const test = base.extend<{ readonly house: House }, { readonly pictures: string }>({
  pictures: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'janus-every-room-'));
      await runScript(join(import.meta.dirname, 'make-gallery.ts'), folder, '6');
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  house: async ({ start, pictures }, use) => {
    const [drawing, talking, bare] = await Promise.all([
      start(serveFake({ folder: pictures, msPerRow: 5000, others: ['janus-pro-1b-int4'] })),
      start(serveTalking()),
      start(serveFake({ model: false })),
    ]);
    await use({ drawing, talking, bare });
  },
});

export interface Walk {
  readonly page: Page;
  readonly house: House;
  readonly locale: Locale;
  /** Called wherever there is something to look at, with its name. */
  readonly look: (place: string) => Promise<void>;
}

/** Walks through every room, opens what can be opened in it, and looks. */
export async function walkEveryRoom(walk: Walk): Promise<void> {
  await walkDraw(walk);
  await walkGallery(walk);
  await walkTheRest(walk);
  await walkAsk(walk);
}

/** The words of the walk's language. */
const wordsOf =
  ({ locale }: Walk) =>
  (key: Key, values?: Values): string =>
    say(locale, key, values);

const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name, exact: true });

async function enter({ page }: Walk, { address, origin }: Served, place: string): Promise<void> {
  // Another studio has another port; the token of each is asked for once.
  if (!page.url().startsWith(origin)) await page.goto(address);
  await page.goto(`${origin}/#${place}`);
}

/** Closes what lies over the room. */
async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
}

/** The newest picture, in the strip below the stage. */
function recent(walk: Walk): Locator {
  const strip = walk.page.getByRole('list', { name: wordsOf(walk)('strip.label') });
  return strip
    .getByRole('button', { name: /./ })
    .filter({ has: walk.page.locator('img') })
    .first();
}

async function walkDraw(walk: Walk): Promise<void> {
  const { page, house, look } = walk;
  const words = wordsOf(walk);
  await enter(walk, house.bare, 'draw');
  await page.getByRole('heading', { name: words('none.title') }).waitFor();
  await look('draw, no model');
  await enter(walk, house.talking, 'draw');
  await page.getByText(words('example.by')).waitFor();
  await look('draw, first run');

  await enter(walk, house.drawing, 'draw');
  const prompt = page.locator('#prompt');
  await prompt.fill('a lighthouse on a rocky shore at dusk, 저녁 바다, 海');
  for (const kind of ['several.grid', 'several.best'] as const) {
    await page.getByText(words(kind), { exact: true }).click();
    await look(`draw, settings: ${kind}`);
  }
  await page.getByText(words('several.each'), { exact: true }).click();
  await prompt.press('Control+Enter');
  await page.getByRole('progressbar').waitFor();
  await prompt.press('Control+Enter');
  await page.getByRole('button', { name: words('queue.count', { count: 2 }) }).click();
  await page.getByText(words('queue.waiting')).waitFor();
  await look('draw, queue');
  await button(page, words('queue.remove')).click();
  await close(page);
  await look('draw, drawing');
  await button(page, words('help.title')).click();
  await look('draw, help');
  await page.getByRole('button', { name: words('help.expand') }).click();
  await button(page, words('end.discard')).click();
  await page.getByText(words('help.unable')).waitFor();
  await look('draw, no help');
  await button(page, words('help.close')).click();
  await recent(walk).click();
  await page.getByRole('link', { name: words('stage.save') }).waitFor();
  await look('draw, a picture');
  await give(page, 'drop', await photo());
  await page.getByRole('dialog', { name: words('vary.bring') }).waitFor();
  await look('draw, an image');
  await close(page);
}

async function walkGallery(walk: Walk): Promise<void> {
  const { page, house, look } = walk;
  const words = wordsOf(walk);
  await enter(walk, house.talking, 'gallery');
  await page.getByText(words('gallery.empty.all.text')).waitFor();
  await look('gallery, empty');
  await enter(walk, house.drawing, 'gallery');
  const cells = page.getByRole('gridcell');
  await cells.nth(5).waitFor();
  await button(page, words('gallery.filter')).click();
  await look('gallery, filters');
  await page.goto(`${house.drawing.origin}/#gallery/all?text=nothing+has+these+words`);
  await page.getByText(words('gallery.empty.nothing.text')).waitFor();
  await look('gallery, nothing found');
  await page.goto(`${house.drawing.origin}/#gallery/trash`);
  await page.getByText(words('gallery.empty.trash.text')).waitFor();
  await look('gallery, trash');
  await page.goto(`${house.drawing.origin}/#gallery`);
  for (const at of [0, 1]) await cells.nth(at).click({ modifiers: ['Control'] });
  await look('gallery, chosen');
  await button(page, words('gallery.compare')).click();
  await page.getByText(words('gallery.compare.settings')).waitFor();
  await look('gallery, comparison');
  await close(page);
  await button(page, words('gallery.toTrash')).click();
  await page.getByText(words('gallery.did.trashed', { count: 2 })).waitFor();
  await look('gallery, undo');
  await button(page, words('gallery.undo')).click();
  await page.goto(`${house.drawing.origin}/#gallery/history`);
  await page.getByRole('list', { name: words('gallery.history') }).waitFor();
  await look('gallery, prompts');
  await page.goto(`${house.drawing.origin}/#gallery`);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').getByText(words('gallery.saveAs'), { exact: true }).click();
  await look('gallery, viewer');
  await close(page);
  await button(page, words('export.open')).click();
  const exporting = page.getByRole('dialog', { name: words('export.title') });
  for (const kind of ['archive', 'pictures', 'sheet', 'album', 'table'] as const) {
    await exporting
      .getByText(words(`export.kind.${kind}.name`), { exact: true })
      .first()
      .click();
    await look(`gallery, export: ${kind}`);
  }
  await close(page);
  await give(page, 'drop', { bytes: await photo(), on: 'main > div' });
  await page.getByText(words('gallery.saysNothing')).waitFor();
  await look('gallery, an image');
  await close(page);
}

async function walkAsk(walk: Walk): Promise<void> {
  const { page, house, look } = walk;
  const words = wordsOf(walk);
  await enter(walk, house.bare, 'ask');
  await page.getByText(words('ask.why.model')).waitFor();
  await look('ask, no model');
  await enter(walk, house.talking, 'ask');
  await page.getByRole('heading', { name: words('ask.intro.title') }).waitFor();
  await look('ask, new');
  await give(page, 'drop', { bytes: await photo(), on: 'main' });
  await page.locator('figure img').waitFor();
  await look('ask, an image');
  await button(page, words('ask.image.crop')).click();
  await button(page, words('ask.crop.use')).waitFor();
  await look('ask, a part of it');
  await close(page);
  await button(page, words('ask.preset.meme')).click();
  await page.locator('article[aria-busy=false]').waitFor();
  await button(page, words('ask.again')).click();
  await page.getByLabel(words('ask.version', { at: 2, count: 2 })).waitFor();
  await page.locator('article[aria-busy=false]').waitFor();
  await button(page, words('ask.export')).click();
  await look('ask, answered');
  await button(page, words('ask.export')).click();
  await button(page, words('ask.delete')).click();
  await page.getByText(words('ask.undo'), { exact: true }).waitFor();
  await look('ask, undo');
  await button(page, words('ask.undo')).click();
}

async function walkTheRest(walk: Walk): Promise<void> {
  const { page, house, look } = walk;
  const words = wordsOf(walk);
  await enter(walk, house.drawing, 'draw');
  await page
    .getByRole('list', { name: words('strip.label') })
    .getByRole('button')
    .first()
    .click();
  await page.getByRole('link', { name: words('making.title') }).click();
  await page.getByRole('application').click();
  await page.getByText(words('replay.title')).click();
  await look('how it was drawn');
  await page.goto(`${house.drawing.origin}/#models`);
  await page.getByRole('article').first().waitFor();
  await button(page, words('build.open')).click();
  await look('models');
  await enter(walk, house.bare, 'models');
  await page.getByRole('heading', { name: words('models.empty.title') }).waitFor();
  await look('models, none');
  await enter(walk, house.drawing, 'settings');
  await button(page, words('prefs.report.make')).click();
  await page.getByRole('region', { name: words('prefs.report.label') }).waitFor();
  await page.getByText(words('prefs.licences')).click();
  await page.getByText('@fontsource-variable/inter').waitFor();
  await look('settings');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look('shortcuts');
  await close(page);
}
