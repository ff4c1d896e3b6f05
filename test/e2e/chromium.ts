import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const INSTALLED = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/**
 * How to launch Chromium: an installed one, else the one that npm's `@sparticuz/chromium` carries,
 * with the system libraries that a bare machine lacks.
 */
export function chromium(): LaunchOptions {
  // Some installed ones ask their maker about every form that they see.
  const args = ['--autofill-server-url=http://127.0.0.1:9'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const executablePath = INSTALLED.find((path) => path !== undefined && existsSync(path));
  if (executablePath !== undefined) return { executablePath, args };

  const folder = carriedFolder();
  const libraries = [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']];
  const env: Record<string, string | undefined> = {
    ...process.env,
    LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'),
    ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
  };
  return { executablePath: join(folder, 'chromium'), args, env };
}

/** Unpacks the carried Chromium where `chromium()` looks for it, unless it is there or not needed. */
export async function unpackChromium(): Promise<void> {
  const folder = carriedFolder();
  if (chromium().executablePath !== join(folder, 'chromium') || existsSync(folder)) return;

  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install one, or name it with CHROMIUM_PATH.');
  }
  // Unpacked beside its final name and renamed last, so that two runs at once cannot meet halfway.
  // The package unpacks into the temporary folder, and its libraries only where it believes to run
  // on a machine of the kind that lacks them.
  const staging = await mkdtemp(join(tmpdir(), 'janus-chromium-'));
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env;
  Object.assign(process.env, { TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' });
  try {
    const { default: carried } = await import('@sparticuz/chromium');
    await carried.executablePath();
  } finally {
    restore('TMPDIR', TMPDIR);
    restore('AWS_LAMBDA_JS_RUNTIME', AWS_LAMBDA_JS_RUNTIME);
  }
  await mkdir(join(staging, 'font-cache'), { recursive: true });
  await writeFile(join(staging, 'fonts.conf'), fontsConfig(folder));
  await rename(staging, folder).catch(async (error: unknown) => {
    await rm(staging, { recursive: true });
    if (!existsSync(folder)) throw error; // another run was faster
  });
}

function carriedFolder(): string {
  const require = createRequire(import.meta.url);
  const main = require.resolve('@sparticuz/chromium');
  const { version } = require(join(main, '../../../package.json')) as { version: string };
  return join(tmpdir(), `janus-chromium-${version}-${process.getuid?.() ?? 0}`);
}

/** For a machine without any font set-up: the package's one Latin font. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
