import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { emptyFolder } from '../folder.ts';

const bin = fileURLToPath(new URL('../../../main/bin.js', import.meta.url));

/** A Node on this machine that is too old to run TypeScript, if there is one. */
const oldNode = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'node'))
  .find((node) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    return /^v(20|21|22|23)\./.test(stdout || '');
  });

async function run(args: string[], whenStarted?: (pid: number) => void) {
  const child = spawn(oldNode ?? '', args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  if (whenStarted) setTimeout(whenStarted, 1_000, child.pid ?? NaN);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

test.skipIf(oldNode === undefined)(
  'an old Node hands over, and ends as the newer does',
  async () => {
    expect(await run([bin, '--version'])).toMatchObject({
      code: 0,
      out: `${packageJson.version}\n`,
      err: '',
    });
    expect(await run([bin, 'paint'])).toMatchObject({ code: 2, out: '' });
  },
);

test.skipIf(oldNode === undefined).each([
  ['to the command', (pid: number) => process.kill(pid, 'SIGINT')],
  ['to the whole group', (pid: number) => process.kill(-pid, 'SIGINT')],
])('Ctrl+C sent %s reaches the newer Node once', async (_, interrupt) => {
  const folder = await emptyFolder();
  const out = path.join(folder, 'big');
  const args = [bin, 'models', 'synthesize', '--size', '7b', '--out', out];
  expect(await run(args, interrupt)).toEqual({ code: 130, out: '', err: 'Cancelled.\n' });
});

test.skipIf(oldNode === undefined)('without a newer Node it says what it needs', async () => {
  const folder = await emptyFolder();
  await cp(bin, path.join(folder, 'bin.js'));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  const { code, out, err } = await run([path.join(folder, 'bin.js'), 'draw', 'a cat']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^Janus Studio needs Node 24\.0 or newer, but this is \d+\.\d+\.\d+\.\n$/);
});
