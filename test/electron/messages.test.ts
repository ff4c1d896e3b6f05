import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { DESKTOP_CHANNEL } from '../../preload/contract/desktop.ts';
import { contents, desktop, openPage } from './desktop.ts';
import { ipcMain, seen } from './stand-in.ts';

const home = desktop();
const picture = 'a'.repeat(64);

test('the page gets two functions and nothing of Electron', () => {
  const bridge = seen.exposed.get('studio') as Record<string, unknown>;
  expect([...seen.exposed.keys()]).toEqual(['studio']);
  expect(Object.entries(bridge).map(([name, value]) => `${name} ${typeof value}`)).toEqual([
    'ask function',
    'stream function',
  ]);
});

describe('messages', () => {
  test('carry an ask and a stream both ways', async () => {
    const { studio, connection } = await openPage();
    expect(connection.get()).toBe('open');
    expect(await studio.ask('studio:status', {})).toMatchObject({
      model: null,
      host: 'desktop',
      platform: process.platform,
      dataFolder: home.data,
    });
    const stop = new AbortController();
    const watching = studio.stream('models:watch', {}, stop.signal)[Symbol.asyncIterator]();
    expect((await watching.next()).value).toMatchObject({ models: [] });
    stop.abort();
    await expect(watching.next()).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('are dropped when they are not from the main frame of our page', async () => {
    await openPage();
    const sender = contents();
    const before = sender.received.length;
    const frame = { kind: 'ask', id: 900, name: 'studio:status', request: {} };
    const page = crypto.randomUUID();
    const from = (senderFrame: unknown, name: unknown = page) =>
      ipcMain.emit(DESKTOP_CHANNEL, { sender, senderFrame }, name, frame);
    from(null);
    from({ url: 'studio://app/' }); // a frame within
    for (const url of [
      'https://example.org/',
      'file:///a.html',
      'about:blank',
      `studio://app/picture/${picture}.png`,
    ]) {
      sender.mainFrame.url = url;
      from(sender.mainFrame);
    }
    sender.mainFrame.url = 'studio://app/';
    from(sender.mainFrame, 'no page');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sender.received).toHaveLength(before);
    // The same message from where it belongs is answered, so that the silence above means something.
    from(sender.mainFrame);
    await vi.waitFor(() => {
      expect(sender.received.at(-1)).toMatchObject([page, { kind: 'answer', id: 900 }]);
    });
  });

  test('are parsed: an unknown name and a wrong request come back as a sentence', async () => {
    const { studio } = await openPage();
    for (const [name, request] of [
      ['studio:quit', {}],
      ['__proto__', {}],
      ['studio:status', { more: 1 }],
      ['picture:draw', { prompt: '' }],
    ] as const) {
      await expect(studio.ask(name as 'studio:status', request as never)).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
  });

  test('a page that sends no frames is not listened to any more', async () => {
    const page = crypto.randomUUID();
    const sender = contents();
    const say = (frame: unknown) =>
      ipcMain.emit(DESKTOP_CHANNEL, { sender, senderFrame: sender.mainFrame }, page, frame);
    say({ kind: 'ask', id: -1, name: 'studio:status', request: {}, more: true });
    const before = sender.received.length;
    say({ kind: 'ask', id: 1, name: 'studio:status', request: {} });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sender.received).toHaveLength(before);
    const { studio } = await openPage();
    expect(await studio.ask('models:list', {})).toEqual([]);
  });

  test('for the page before a reload do not reach the page after it', async () => {
    const first = await openPage();
    const late = first.studio.ask('models:list', {});
    const outcome = vi.fn();
    void late.then(outcome, outcome);
    const second = await openPage();
    expect(await second.studio.ask('models:list', {})).toEqual([]);
    expect(outcome).not.toHaveBeenCalled();
  });
});

test('a folder comes in through the dialog: an id and a name, and never its path', async () => {
  const { studio } = await openPage();
  const folder = path.join(home.root, 'a checkpoint');
  await mkdir(folder);
  await expect(studio.ask('grant:folder', { typed: folder })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  expect(await studio.ask('grant:folder', {})).toBeNull();
  seen.dialogAnswer = { canceled: false, filePaths: [folder] };
  const granted = await studio.ask('grant:folder', {});
  expect(granted?.name).toBe('a checkpoint');
  expect(seen.dialogs.at(-1)).toMatchObject({
    title: '체크포인트 폴더 선택',
    properties: ['openDirectory'],
  });
  expect(JSON.stringify(contents().received.slice(-2))).not.toContain(home.root);
  await expect(studio.ask('model:inspect', { grant: crypto.randomUUID() })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  // Read by the workshop, which is a process of Electron here.
  await expect(studio.ask('model:inspect', { grant: granted!.grant })).rejects.toMatchObject({
    code: 'bad-checkpoint',
  });
  expect(seen.children.map((file) => path.basename(file))).toContain('workshop-entry.ts');
});
