import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { readPictureFile } from '../../../main/gallery/picture-file.ts';
import { pathsUnder } from '../../../main/paths.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';
import { openTestGallery } from './open.ts';

const script = path.join(import.meta.dirname, 'fake-owner.ts');

/** A studio in a process of its own, and the ids that it said it saved. */
function startOwner(folder: string, seed: number, moment = '') {
  const child = spawn(process.execPath, [script, folder, String(seed), moment], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const lines = () => said.split('\n').slice(0, -1);
  return { child, lines, saved: () => lines().filter((line) => /^[a-f0-9]{32}$/.test(line)) };
}

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`The studio ended with ${child.exitCode}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Everything in the folder is whole, rows and files are the same pictures, these among them. */
async function expectWhole(folder: string, saved: readonly string[]): Promise<void> {
  const opened = await openTestGallery(folder);
  const { sqlite } = opened.gallery;
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
  const rows = sqlite
    .prepare('SELECT id FROM pictures WHERE missing = 0')
    .pluck()
    .all() as string[];
  const files = (await readdir(pathsUnder(folder).pictures)).filter((name) =>
    name.endsWith('.png'),
  );
  expect(files.map((name) => name.slice(0, -4)).sort()).toEqual([...rows].sort());
  expect(rows).toEqual(expect.arrayContaining([...saved]));
  for (const name of files) {
    const file = path.join(pathsUnder(folder).pictures, name);
    expect((await readPictureFile(file))?.facts.model).toBe('fake');
    await sharp(await readFile(file)).stats();
  }
  for (const name of await readdir(pathsUnder(folder).thumbnails)) {
    if (!name.endsWith('.webp')) continue;
    await sharp(await readFile(path.join(pathsUnder(folder).thumbnails, name))).stats();
  }
  await opened[Symbol.asyncDispose]();
}

test('kill -9 at many moments: nothing half-saved, nothing lost that was said to be saved', async () => {
  const folder = await emptyFolder();
  await writeFakeModel(pathsUnder(folder).models, 'fake');
  const saved: string[] = [];
  for (let round = 0; round < 6; round++) {
    const owner = startOwner(folder, round + 1);
    await until(() => owner.lines().includes('ready'), owner.child);
    await until(() => owner.saved().length > (round % 4) * 5, owner.child);
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    await kill(owner.child);
    expect(owner.saved().length).toBeGreaterThan(0);
    saved.push(...owner.saved());
    if (round % 2 === 1) await expectWhole(folder, saved);
  }
  // Killed in the middle of opening, too.
  for (const ms of [200, 400, 600]) {
    const { child } = startOwner(folder, 99);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await kill(child);
  }
  await expectWhole(folder, saved);
});

test.each(['load', 'read', 'draw', 'tokens', 'decode', 'save', 'saved'])(
  'kill -9 at the moment “%s”: what was saved is there, nothing else, and drawing goes on',
  async (moment) => {
    const folder = await emptyFolder();
    await writeFakeModel(pathsUnder(folder).models, 'fake');
    await mkdir(pathsUnder(folder).thumbnails);
    const owner = startOwner(folder, 1, moment);
    const [, signal] = (await once(owner.child, 'close')) as [null, string];
    expect(signal).toBe('SIGKILL');
    expect(owner.saved()).toHaveLength(moment === 'load' ? 0 : 1);
    await expectWhole(folder, owner.saved());
    const again = startOwner(folder, 2);
    await until(() => again.saved().length > 1, again.child);
    await kill(again.child);
    await expectWhole(folder, [...owner.saved(), ...again.saved()]);
  },
);

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder]);
}

/** Only root may mount a small disk, and not in every container. */
const canMount = await (async () => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = await mkdtemp(path.join(tmpdir(), 'janus-disk-'));
  try {
    mount(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true });
  }
})();

test.runIf(canMount)(
  'a full disk: said so, nothing half-saved, and all is well with space',
  async () => {
    const folder = await emptyFolder();
    const disk = path.join(folder, 'disk');
    await mkdir(disk);
    mount(disk);
    onTestFinished(() => {
      unmount(disk);
    });
    await writeFakeModel(pathsUnder(disk).models, 'fake');
    const filler = path.join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(1_000_000));
    const owner = startOwner(disk, 1);
    const exit = once(owner.child, 'exit');
    await until(() => owner.lines().includes('FULL'), owner.child);
    await exit;
    expect(owner.saved().length).toBeGreaterThan(0);
    await rm(filler);
    await expectWhole(disk, owner.saved());
    const again = startOwner(disk, 2);
    await until(() => again.saved().length > 3, again.child);
    await kill(again.child);
    await expectWhole(disk, [...owner.saved(), ...again.saved()]);
  },
);
