import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackChromium } from './chromium.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Unpacks a browser where none is installed, builds the page where it is not built, and builds one
 * tiny model through the terminal host, which every test copies.
 *
 * @returns What clears up after the last test.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  await unpackChromium();
  if (!existsSync(join(root, 'dist/renderer/index.html'))) await npm('run', '-s', 'build');

  const folder = await mkdtemp(join(tmpdir(), 'janus-e2e-'));
  const checkpoint = join(folder, 'checkpoint');
  const seed = ['--size', 'tiny', '--layout', 'deepseek', '--seed', '1'];
  await studio('models', 'synthesize', ...seed, '--out', checkpoint);
  await studio('models', 'build', checkpoint, '--id', 'tiny', '--data', join(folder, 'data'));
  process.env['JANUS_E2E_DATA'] = join(folder, 'data');
  return () => rm(folder, { recursive: true });
}

async function npm(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('npm', args, { cwd: root });
}

async function studio(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'main/bin.js'), ...args], { cwd: root });
}
