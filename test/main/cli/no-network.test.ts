import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { emptyFolder } from '../folder.ts';
import { start, studio, type RunOptions } from './run.ts';

/** Processes that note what they ask of the network, and where they note it. */
async function ears() {
  const file = path.join(await emptyFolder(), 'heard.txt');
  const ear = new URL('./hear-network.ts', import.meta.url).href;
  const env = { HEARD: file, NODE_OPTIONS: `--import=${ear}` };
  const heard = async () => (await readFile(file, 'utf8')).trimEnd().split('\n');
  return { env, heard };
}

const run = promisify(execFile);

test('a whole session in a terminal and the studio of a browser ask the network for nothing', async () => {
  const { env, heard } = await ears();
  const data = await emptyFolder();
  await cp(path.join(inject('models'), 'tiny'), path.join(data, 'models/tiny'), {
    recursive: true,
  });
  const options: RunOptions = { data, engine: 'real', env };
  for (const args of [
    ['doctor'],
    ['models', 'list'],
    ['draw', 'a boat 배 船'],
    ['ask', 'What is this?', '--max-tokens', '4'],
    ['gallery', 'list'],
  ]) {
    const { code, err } = await studio(args, options);
    expect({ args, code, err: code === 0 ? '' : err }).toEqual({ args, code: 0, err: '' });
  }
  const served = start(['serve', '--no-open'], options);
  await served.said('?token=');
  served.interrupt();
  expect((await served.ended).code).toBe(0);

  const lines = await heard();
  expect(lines.filter((line) => !line.startsWith('listening: '))).toEqual([]);
  // The children listened too.
  for (const name of ['bin.js', 'engine-entry.ts', 'workshop-entry.ts']) {
    expect(lines.some((line) => line.endsWith(name))).toBe(true);
  }
});

const udp = `import('node:dgram').then(({ createSocket }) => {
  const socket = createSocket('udp4');
  socket.send('x', 9, '127.0.0.1', () => socket.close());
})`;

test.each([
  ['fetch', `fetch('http://127.0.0.1:59999/').catch(() => 0)`, 'connection'],
  ['a name', `import('node:dns').then(({ lookup }) => lookup('localhost', () => 0))`, 'name'],
  ['a promised name', `import('node:dns/promises').then((dns) => dns.lookup('localhost'))`, 'name'],
  ['a datagram', udp, 'datagram'],
])('the ears hear %s', async (_, code, what) => {
  const { env, heard } = await ears();
  await run(process.execPath, ['--eval', code], { env: { ...process.env, ...env } });
  expect((await heard()).some((line) => line.startsWith(`${what}: `))).toBe(true);
});
