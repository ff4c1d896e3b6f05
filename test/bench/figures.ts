import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';

/** One line of a benchmark. */
interface Figure {
  /** With its unit. */
  readonly name: string;
  readonly value: number;
  /** What it should stay below; undefined for a figure that is only told. */
  readonly below?: number;
}

/** What was measured so far; each figure is told as soon as it is there. */
export interface Report {
  say(name: string, value: number, below?: number): void;
  title(name: string): void;
  /** Everything as JSON, with the machine and how busy it was. */
  write(file: string): Promise<void>;
  /** The figures that are not what was wanted. */
  missed(): readonly Figure[];
}

export function createReport(): Report {
  const figures: Figure[] = [];
  const busyAtStart = loadavg()[0] ?? 0;
  const slowdowns: number[] = [];
  return {
    say(name, value, below) {
      figures.push({ name, value, ...(below !== undefined && { below }) });
      const wanted = below === undefined ? '' : `< ${below}`.padStart(10);
      const mark = below === undefined || value < below ? '' : '   missed';
      console.log(`${name.padEnd(62)}${shown(value).padStart(9)}${wanted}${mark}`);
    },
    title(name) {
      const slowdown = slowdownNow();
      slowdowns.push(slowdown);
      const busy =
        slowdown < 1.2 ? '' : ` (other programs make work ${slowdown.toFixed(1)} × as long)`;
      console.log(`\n${name}${busy}`);
    },
    async write(file) {
      const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;
      const load = { before: busyAtStart, after: loadavg()[0] ?? 0 };
      const busy = { load, slowdowns };
      await writeFile(file, `${JSON.stringify({ machine, busy, figures }, null, 2)}\n`);
    },
    missed: () => figures.filter(({ value, below }) => below !== undefined && value >= below),
  };
}

/** How much longer than its own time some work takes now, because other programs have the cores. */
function slowdownNow(): number {
  const begun = performance.now();
  const used = process.cpuUsage();
  while (performance.now() - begun < 200);
  const { user, system } = process.cpuUsage(used);
  return ((performance.now() - begun) * 1000) / (user + system);
}

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value < 10 ? value.toPrecision(2) : value.toFixed(0);
}

/** The middle one; of an even count the lower of the two. NaN of nothing. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
}
