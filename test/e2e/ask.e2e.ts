import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { seriousIn } from './axe.ts';
import { expect, serveTalking, test as base } from './served.ts';

/** The Ask room, open in the real studio with an engine that only talks. */
const test = base.extend<{ readonly room: Page }>({
  room: async ({ page, start }, use) => {
    const studio = await start(serveTalking());
    await page.goto(studio.address);
    await page.locator('nav a[href="#ask"]').click();
    await page.locator('#question').waitFor();
    await use(page);
  },
});

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('#question').fill(question);
  await page.locator('#question').press('Enter');
}

/** The answers that are complete, as they are read. */
function answers(page: Page) {
  return page.locator('article[aria-busy=false]');
}

async function redSquare(): Promise<Buffer> {
  const square = { width: 1200, height: 800, channels: 3, background: '#c03020' } as const;
  return sharp({ create: square }).png().toBuffer();
}

test('an answer streams, is kept over a reload, and a follow-up reads only what is new', async ({
  room,
}) => {
  await ask(room, 'say the **first** answer');
  await expect(answers(room)).toHaveText(/the first answer/);
  await expect(room.locator('.words strong')).toHaveText('first');

  await room.reload();
  await expect(answers(room)).toHaveText(/the first answer/);

  await ask(room, 'and then?');
  await expect(answers(room)).toHaveCount(2);
  await expect(room.getByText(/of \d+ tokens still in memory/)).toBeVisible();
});

test('a question to a model that the forecast forbids can be asked anyway', async ({
  page,
  start,
}) => {
  const studio = await start(serveTalking({ memory: 1e9 }));
  await page.goto(studio.address);
  await page.locator('nav a[href="#ask"]').click();
  await ask(page, 'who are you?');
  await expect(page.getByText('too little memory for this model')).toBeVisible();
  await page.getByRole('button', { name: 'Load anyway' }).click();
  await expect(answers(page)).toHaveText(/Answer \d+ to/);
  await ask(page, 'and then?');
  await expect(answers(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Load anyway' })).toHaveCount(0);
});

test('stop ends an answer at once and keeps what was written', async ({ room }) => {
  await ask(room, 'long');
  await room.getByText('six seven eight').first().waitFor();
  await room.getByRole('button', { name: 'Stop' }).click();
  await expect(room.getByText('Stopped. What was written stays.')).toBeVisible();
  const kept = await answers(room).innerText();
  expect(kept).toContain('one two three');
  await expect(room.getByRole('button', { name: 'Ask', exact: true })).toBeVisible();
});

test('answering again makes a sibling, and the pager walks between them', async ({ room }) => {
  await ask(room, 'who are you?');
  await expect(answers(room)).toHaveText(/Answer \d+ to/);
  await room.getByRole('button', { name: 'Answer again' }).click();
  await expect(room.getByLabel('Version 2 of 2')).toBeVisible();
  const second = await room.locator('.words').innerText();
  await room.getByRole('button', { name: 'Previous version' }).click();
  await expect(room.getByLabel('Version 1 of 2')).toBeVisible();
  await room.getByRole('button', { name: 'Next version' }).click();
  await expect(room.locator('.words')).toHaveText(second);
});

test('editing a question keeps the old one as a sibling', async ({ room }) => {
  await ask(room, 'say before');
  await expect(answers(room)).toHaveText(/before/);
  await room.getByRole('button', { name: 'Edit' }).first().click();
  const field = room.getByLabel('Edited question');
  await field.fill('say after');
  await field.press('Enter');
  await expect(answers(room)).toHaveText(/after/);
  await room.getByRole('button', { name: 'Previous version' }).click();
  await expect(answers(room)).toHaveText(/before/);
});

test('an image is shown as the model sees it, with a warning, and a preset asks about it', async ({
  room,
}) => {
  const file = { name: 'red.png', mimeType: 'image/png', buffer: await redSquare() };
  await room.locator('input[type=file]').first().setInputFiles(file);
  await expect(room.getByText('1200 × 800 px, seen at')).toBeVisible();
  await expect(room.getByText('will not be readable')).toBeVisible();
  await room.getByRole('button', { name: 'Crop' }).click();
  const cropping = room.getByRole('dialog', { name: 'Crop the image' });
  const said = /(\d+ × \d+ px, seen at \d+ %)/;
  const promised = said.exec(
    (await cropping.getByRole('status').innerText()).replaceAll('\u00a0', ' '),
  );
  await cropping.getByRole('button', { name: 'Use this part' }).click();
  await expect(room.locator('figcaption')).toContainText(promised![1]!);
  await room.getByRole('button', { name: 'Explain this meme' }).click();
  await expect(answers(room)).toHaveText(/Explain this meme.*1 images/);
});

test('nothing that an answer says can act or fetch', async ({ room }) => {
  const requests: string[] = [];
  room.on('request', (request) => requests.push(request.url()));
  const hostile =
    'say <img src="http://127.0.0.1:9/x.png" onerror="window.hit=1"> <script>window.hit=2</script> ' +
    '<svg onload="window.hit=3"></svg> ![x](http://127.0.0.1:9/y.png) [go](javascript:window.hit=4)';
  await ask(room, hostile);
  await expect(answers(room)).toHaveText(/onerror/);
  const markup = 'document.querySelectorAll(".words :is(img, script, svg, a, iframe)").length';
  expect(await room.evaluate(markup)).toBe(0);
  expect(await room.evaluate('window.hit')).toBeUndefined();
  expect(requests.filter((url) => url.includes('127.0.0.1:9/'))).toEqual([]);
});

test('an engine that dies leaves what was written, marked as cut, and another answer works', async ({
  room,
}) => {
  await ask(room, 'crash after some words have been written by the engine');
  await expect(room.getByText(/Cut short/)).toBeVisible();
  await room.locator('#question').fill('say well again');
  await room.locator('#question').press('Enter');
  await expect(answers(room).last()).toHaveText(/well again/);
});

test('an answer becomes the prompt of the Draw room', async ({ room }) => {
  await ask(room, 'say a red boat on a lake');
  await expect(answers(room)).toHaveText(/a red boat/);
  await room.getByRole('button', { name: 'Draw this answer' }).click();
  await expect(room.locator('#prompt')).toHaveValue('a red boat on a lake');
});

test('conversations are found, come back from the trash, and are renamed', async ({ room }) => {
  await ask(room, 'say 저녁 바다');
  await expect(answers(room)).toHaveText(/저녁 바다/);
  const list = room.getByRole('navigation', { name: 'Conversations' });
  await room.getByRole('searchbox', { name: 'Search conversations' }).fill('바다');
  await expect(list.getByText('저녁 바다')).toBeVisible();
  await room.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(list.getByText('저녁 바다')).toBeHidden();
  await room.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByText('저녁 바다')).toBeVisible();
  await list.getByText('저녁 바다').click();
  const rename = room.getByRole('button', { name: 'Rename' });
  await rename.focus();
  await rename.press('Enter');
  await room.getByRole('textbox', { name: 'Title' }).fill('바다 이야기');
  await room.keyboard.press('Enter');
  await expect(list.getByText('바다 이야기')).toBeVisible();
  await expect(rename).toBeFocused();
});

test('nothing is deleted for good before it was asked, and then nothing else is', async ({
  room,
}) => {
  for (const word of ['first', 'second']) {
    await room.locator('nav a[href="#ask"]').last().click();
    await ask(room, `say ${word}`);
    await expect(answers(room)).toHaveText(new RegExp(word));
    await room.getByRole('button', { name: 'Move to the trash' }).click();
  }
  const list = room.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'Trash' }).click();
  const last = list.getByRole('button', { name: 'Delete for good' });
  await expect(last).toHaveCount(2);
  await last.first().click();
  const question = room.getByRole('dialog', { name: 'Delete “say second” for good?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await expect(last).toHaveCount(2);
  await last.first().click();
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(last).toHaveCount(1);
  await expect(list.getByText('say first')).toBeVisible();
  // The focus goes to its neighbour, and to the way out when nothing is left.
  await expect(list.getByRole('button', { name: 'Restore' })).toBeFocused();
  await list.getByRole('button', { name: 'Empty the trash' }).click();
  await room.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(list.getByText('The trash is empty.')).toBeVisible();
  await expect(list.getByRole('button').last()).toBeFocused();
});

test('what cannot be done to a conversation is said', async ({ page, start }) => {
  const studio = await start(serveTalking());
  await page.goto(studio.address);
  await page.locator('nav a[href="#ask"]').click();
  await ask(page, 'say hello');
  await expect(answers(page)).toHaveText(/hello/);
  await studio.stop();
  await page.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByRole('alert')).toContainText('The connection to the studio was lost');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ room }) => {
    await room.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await ask(room, 'say **hello** `there`');
    await expect(answers(room)).toHaveText(/hello/);
    expect(await seriousIn(room)).toEqual([]);
  });
}
