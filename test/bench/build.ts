import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/**
 * `npm run bench:build -- [--size 1b|7b|tiny] [--layout deepseek|transformers|deepseek-bin]
 * [--precision int4] [--draw] [--keep] [--json <file>]`
 *
 * Synthesizes a checkpoint of random weights at real shapes and builds it as a user does, by the
 * command. Peak memory is each process's own high-water mark (Linux's VmHWM): the builder's, and
 * that of the processes it starts to fit the patch table and to try the model.
 */
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1b' },
    layout: { type: 'string', default: 'deepseek-bin' },
    precision: { type: 'string', default: 'int4' },
    draw: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const { size, layout, precision } = values;
const folder = path.join(tmpdir(), 'janus-bench-build');
const checkpoint = path.join(folder, `${size}-${layout}`);
const data = path.join(folder, 'data');
const id = `${size}-${layout}-${precision}`;
const bin = path.join(import.meta.dirname, '../../main/bin.js');

/** Who a process is, by what it runs. */
const roles: readonly (readonly [part: string, role: string])[] = [
  ['workshop-entry', 'builder'],
  ['patches/entry', 'patch table'],
  ['verify-entry', 'trial run'],
  ['engine-entry', 'engine'],
];

interface Ran {
  readonly seconds: number;
  /** Highest VmHWM by role. GB. */
  readonly peakGb: Readonly<Record<string, number>>;
}

/** Runs a command of the studio in a process group of its own, and watches the group's memory. */
async function run(...args: readonly string[]): Promise<Ran> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [bin, '--data', data, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const over = once(child, 'close') as Promise<[number | null]>;
  const peakGb: Record<string, number> = {};
  while (child.exitCode === null && child.signalCode === null) {
    for (const [role, gb] of groupMemory(child.pid ?? 0)) {
      peakGb[role] = Math.max(peakGb[role] ?? 0, gb);
    }
    await Promise.race([sleep(250), over]);
  }
  const [code] = await over;
  if (code !== 0) throw new Error(`studio ${args.join(' ')} ended with ${code ?? 'a signal'}.`);
  return { seconds: (performance.now() - startMs) / 1000, peakGb };
}

function* groupMemory(group: number): Generator<readonly [role: string, gb: number]> {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8');
      } catch {
        return ''; // It has ended meanwhile.
      }
    };
    if (Number(read('stat').split(') ').at(-1)?.split(' ')[2]) !== group) continue;
    const command = read('cmdline');
    const role = roles.find(([part]) => command.includes(part))?.[1];
    const kb = Number(/VmHWM:\s+(\d+)/.exec(read('status'))?.[1]);
    if (role !== undefined && kb > 0) yield [role, (kb * 1024) / 1e9];
  }
}

function gigabytesIn(of: string): number {
  const bytes = readdirSync(of).map((name) => statSync(path.join(of, name)).size);
  return bytes.reduce((sum, each) => sum + each, 0) / 1e9;
}

if (!existsSync(checkpoint)) {
  console.error(`Writing a random ${size} checkpoint as ${layout} …`);
  await run('models', 'synthesize', '--size', size, '--layout', layout, '--out', checkpoint);
}
const model = path.join(data, 'models', id);
await rm(model, { recursive: true, force: true });
console.error(`Building it as ${precision} …`);
const built = await run('models', 'build', checkpoint, '--precision', precision, '--id', id);
const figures: Record<string, number> = {
  'checkpoint, GB': gigabytesIn(checkpoint),
  'built model, GB': gigabytesIn(model),
  'building, s': built.seconds,
};
for (const [role, gb] of Object.entries(built.peakGb)) figures[`peak RSS, ${role}, GB`] = gb;
if (values.draw) {
  console.error('Drawing one picture …');
  const drawn = await run('draw', 'a small boat', '--seed', '1', '--model', id, '--out', folder);
  figures['one picture, loading included, s'] = drawn.seconds;
  figures['peak RSS, engine, GB'] = drawn.peakGb['engine'] ?? NaN;
}
if (!values.keep) await rm(checkpoint, { recursive: true });

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 1e9).toFixed(0)} GB`;
console.log(`Janus ${size}, ${layout}, ${precision}, on ${machine}\n`);
for (const [name, value] of Object.entries(figures)) {
  console.log(`${name.padEnd(40)}${value.toPrecision(3).padStart(10)}`);
}
if (values.json !== undefined) {
  await writeFile(
    values.json,
    `${JSON.stringify({ machine, size, layout, precision, figures }, null, 2)}\n`,
  );
}
