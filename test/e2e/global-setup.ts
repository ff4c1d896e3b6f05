import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackChromium } from './chromium.ts';

const root = join(import.meta.dirname, '../..');

/** Unpacks a browser where none is installed, and builds the page where it is not built. */
export default async function setUp(): Promise<void> {
  await unpackChromium();
  if (existsSync(join(root, 'dist/renderer/index.html'))) return;
  await promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: root });
}
