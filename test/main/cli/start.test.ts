import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findRuntime, runDesktop, type Machine } from '../../../main/cli/electron-runtime.ts';
import { emptyFolder } from '../folder.ts';
import { start } from './run.ts';

const never = new AbortController().signal;

/** A machine with a screen, and an Electron whose runtime has not been fetched. */
async function machine(install = 'process.exit(1)'): Promise<Machine> {
  const root = await emptyFolder();
  const electron = path.join(root, 'electron');
  await mkdir(electron);
  await writeFile(path.join(electron, 'package.json'), '{ "version": "45.5.0" }');
  await writeFile(
    path.join(electron, 'install.js'),
    `const fs = require('node:fs'); fs.appendFileSync(__dirname + '/tries', '.'); ${install}`,
  );
  return {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    uid: 1000,
    electron,
    memory: path.join(root, 'dist/electron-runtime.json'),
    read: () => null,
  };
}

const fetches = `
  fs.mkdirSync(__dirname + '/dist');
  fs.writeFileSync(__dirname + '/dist/electron', '#!/bin/sh\\nexit 7\\n', { mode: 0o755 });
  fs.writeFileSync(__dirname + '/path.txt', 'electron');`;

const tries = async ({ electron }: Machine) => (await stat(`${electron}/tries`)).size;

test('the runtime is fetched once, and then it is there', async () => {
  const here = await machine(fetches);
  const program = path.join(here.electron!, 'dist/electron');
  expect(await findRuntime(here, never)).toEqual({ program });
  expect(await findRuntime(here, never)).toEqual({ program });
  expect(await tries(here)).toBe(1);
  expect(await runDesktop(program, here.electron!, '/nowhere', never)).toBe(7);
  expect(await runDesktop(`${program}-none`, here.electron!, '/nowhere', never)).toBeNull();
});

test('a fetch in vain is remembered, and the sentence says how to try again', async () => {
  const here = await machine();
  expect(await findRuntime(here, never)).toEqual({
    why: "Electron's runtime could not be fetched",
  });
  expect(await findRuntime(here, never)).toEqual({
    why: `Electron's runtime could not be fetched before (delete ${here.memory} to try again)`,
  });
  expect(await tries(here)).toBe(1);
});

test('where no window could be shown nothing is fetched', async () => {
  const here = await machine(fetches);
  const why = async (other: Partial<Machine>) => findRuntime({ ...here, ...other }, never);
  expect(await why({ env: {} })).toEqual({ why: 'this machine has no screen' });
  expect(await why({ uid: 0 })).toEqual({ why: "the window's sandbox does not run as root" });
  expect(await why({ electron: null })).toEqual({
    why: 'the npm package "electron" is not installed',
  });
  await expect(tries(here)).rejects.toThrow('ENOENT');
});

test.each([
  ['kernel/apparmor_restrict_unprivileged_userns', '1\n'],
  ['kernel/unprivileged_userns_clone', '0\n'],
  ['user/max_user_namespaces', '0\n'],
])('the sandbox is never switched off: %s', async (file, word) => {
  const here = await machine(fetches);
  const limited = { ...here, read: (asked: string) => (asked.endsWith(file) ? word : null) };
  const found = await findRuntime(limited, never);
  expect(JSON.stringify(found)).toMatch(
    /gives the window's sandbox no namespaces .+chrome-sandbox/,
  );
  // A helper that belongs to root and runs as root gives the sandbox what it needs.
  if (process.getuid?.() !== 0) return;
  const helper = path.join(here.electron!, 'dist/chrome-sandbox');
  await writeFile(helper, '');
  await chmod(helper, 0o4755);
  expect(await findRuntime(limited, never)).toEqual({
    program: path.join(here.electron!, 'dist/electron'),
  });
});

test('without a window "studio start" says why in one line', async () => {
  const data = await emptyFolder();
  const running = start(['start'], {
    data,
    engine: 'real',
    env: { DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  await running.said('opens in the browser.');
  running.interrupt();
  const { err } = await running.ended;
  if (process.platform !== 'linux') return;
  expect(err).toMatch(/^No window of its own: .+\. The studio opens in the browser\.$/m);
});
