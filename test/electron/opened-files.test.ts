import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { archivesIn, bringIn } from '../../main/electron/opened-files.ts';
import { wordsFor } from '../../main/electron/words.ts';
import { StudioFailure } from '../../main/failure.ts';
import type { Routes } from '../../preload/contract/channels.ts';
import { emptyFolder } from '../main/folder.ts';
import { desktop } from './desktop.ts';
import { app, dialog, seen } from './stand-in.ts';

const home = desktop();
const mega = 1 << 20;

/** The routes of an archive, taking pieces as the studio does. */
function routesThat(refuse = false) {
  const taken: { pieces: Uint8Array[]; size: number; forgotten: boolean } = {
    pieces: [],
    size: 0,
    forgotten: false,
  };
  const routes = {
    'archive:open': ({ bytes }: { bytes: number }) => {
      taken.size = bytes;
      return Promise.resolve({ archive: crypto.randomUUID() });
    },
    'archive:piece': ({ offset, bytes }: { offset: number; bytes: Uint8Array }) => {
      expect(offset).toBe(taken.pieces.reduce((sum, { length }) => sum + length, 0));
      taken.pieces.push(bytes);
      return Promise.resolve(null);
    },
    'archive:import': async function* () {
      if (refuse) throw new StudioFailure('bad-request', 'This is no archive of Janus Studio.');
      yield await Promise.resolve({
        kind: 'done' as const,
        imported: { added: 2, restored: 1, known: 4, prompts: 0 },
      });
    },
    'archive:forget': () => {
      taken.forgotten = true;
      return Promise.resolve(null);
    },
  };
  return { taken, routes: routes as unknown as Routes };
}

test('only files with the ending are taken from a command line, as whole paths', () => {
  const args = ['--data=/x.janus', '.', 'a.janus', '/b/C.JANUS', 'notes.txt', '-z.janus'];
  expect(archivesIn(args, '/home/me')).toEqual([path.resolve('/home/me/a.janus'), '/b/C.JANUS']);
});

test('an archive is handed over whole, in pieces, and what came of it is said', async () => {
  const file = path.join(await emptyFolder(), 'mine.janus');
  const bytes = Buffer.alloc(17 * mega, 'janus');
  await writeFile(file, bytes);
  const { routes, taken } = routesThat();
  await bringIn(file, routes, { dialog, words: wordsFor(['en']) });
  expect(taken.size).toBe(bytes.length);
  expect(taken.pieces.map(({ length }) => length)).toEqual([8 * mega, 8 * mega, mega]);
  expect(Buffer.concat(taken.pieces).equals(bytes)).toBe(true);
  expect(seen.messages.at(-1)).toMatchObject({
    title: 'mine.janus',
    message: 'Pictures brought in: 3. Here already: 4.',
  });
});

test('one that is refused, or is not there, is said in a box, and nothing of it is kept', async () => {
  const file = path.join(await emptyFolder(), 'other.janus');
  await writeFile(file, 'no archive');
  const { routes, taken } = routesThat(true);
  await bringIn(file, routes, { dialog, words: wordsFor(['ko']) });
  expect(taken.forgotten).toBe(true);
  expect(seen.errors.at(-1)).toEqual({
    title: '이 보관 파일을 가져올 수 없습니다',
    content: 'other.janus: This is no archive of Janus Studio.',
  });
  await bringIn(`${file}.gone.janus`, routes, { dialog, words: wordsFor(['ko']) });
  expect(seen.errors.at(-1)?.content).toContain('other.janus.gone.janus');
});

test('macOS’s event and a second start reach the studio that runs, which shows its window', async () => {
  const file = path.join(home.root, 'no-archive.janus');
  await writeFile(file, 'no archive');
  const before = [seen.errors.length, seen.focused.length] as const;
  const preventDefault = vi.fn();
  app.emit('open-file', { preventDefault }, file);
  expect(preventDefault).toHaveBeenCalledOnce();
  app.emit('second-instance', {}, ['janus-studio', '--flag', 'no-archive.janus'], home.root);
  await vi.waitFor(() => {
    expect(seen.errors).toHaveLength(before[0] + 2);
  }, 20_000);
  expect(
    seen.errors.slice(before[0]).every(({ content }) => content.startsWith('no-archive.janus')),
  ).toBe(true);
  expect(seen.focused.length).toBeGreaterThan(before[1]);
});
