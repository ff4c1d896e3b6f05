#!/usr/bin/env node
/**
 * `studio`: the terminal host. Plain JavaScript, so that a Node too old for the rest can run it; such a
 * Node hands over to the npm package `node` beside us. Nothing native is loaded before that.
 */
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import path from 'node:path';

/** The first Node that runs TypeScript as it is and has float16 arrays. */
const needed = [24, 0];
const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A terminal sends Ctrl+C to every process it runs, and an older Node passes it on once more. */
const echoMs = 1000;
const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGKILL: 9 };

if (isNewEnough(process.versions.node)) await run();
else handOver();

/** Runs the command. The first Ctrl+C cancels it, another one ends it at once. */
async function run() {
  const stop = new globalThis.AbortController();
  let stoppedAt = Infinity;
  for (const name of stops) {
    process.on(name, () => {
      if (Date.now() - stoppedAt > echoMs) process.exit(130);
      stoppedAt = Math.min(stoppedAt, Date.now());
      stop.abort();
    });
  }
  // Whoever runs us through an older Node may be killed.
  if (process.connected) process.once('disconnect', () => stop.abort());
  // Whoever read us may have gone; the work goes on.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  await keepCompiled();
  const { runCli } = await import('./cli.ts');
  const code = await runCli(process.argv.slice(2), {
    signal: stop.signal,
    print: (text) => process.stdout.write(text),
    tell: (text) => process.stderr.write(text),
    columns: process.stderr.isTTY ? process.stderr.columns || 80 : null,
    crew: {},
  });
  process.stdout.write('', () => process.exit(code));
}

/**
 * Keeps what Node makes of our TypeScript, for our children too: the next start takes half as long.
 * In the user's own folder, for whoever can write there can run code; where that cannot be, nothing
 * is kept and nothing is lost.
 */
async function keepCompiled() {
  const { default: envPaths } = await import('env-paths');
  const folder = path.join(envPaths('janus-studio', { suffix: '' }).cache, 'compiled');
  const { directory } = module.enableCompileCache(folder);
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= folder;
}

/** Runs this file again with a newer Node, and ends as that ends. */
function handOver() {
  const node = newerNode();
  if (node === null) {
    const found = process.versions.node;
    console.error(`Janus Studio needs Node ${needed.join('.')} or newer, but this is ${found}.`);
    process.exitCode = 1;
    return;
  }
  const args = [import.meta.filename, ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const name of stops) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(`Janus Studio could not start ${node}: ${error.message}.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signalNumbers[signal] ?? 0)));
}

function newerNode() {
  try {
    const require = createRequire(import.meta.url);
    const folder = path.dirname(require.resolve('node/package.json'));
    const { version } = require('node/package.json');
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    return isNewEnough(version) ? path.join(folder, 'bin', name) : null;
  } catch {
    return null; // The package is optional: not every platform has it.
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}
