import { statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { openEngine } from '../children/engine.ts';
import { throwIfCancelled, toFailure } from '../failure.ts';
import { listModels } from '../models/library.ts';
import type { Paths } from '../paths.ts';
import { dataPaths } from './data-folder.ts';
import { bytes } from './progress.ts';
import { printJson, type Terminal } from './terminal.ts';

/** `studio doctor` */
export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('say what this machine has and what is missing')
    .option('--json', 'print one JSON document')
    .action(async (options: { readonly json?: true }, command: Command) => {
      const report = await examine(dataPaths(command), terminal);
      if (options.json) printJson(terminal, report);
      else terminal.print(inWords(report));
    });
}

type Report = Awaited<ReturnType<typeof examine>>;

async function examine(paths: Paths, terminal: Terminal) {
  const { installed, broken } = await listModels(paths.models);
  return {
    versions: {
      studio: packageJson.version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}, ${os.release()}`,
    },
    onnxRuntime: await examineEngine(terminal),
    memory: { totalBytes: os.totalmem(), freeBytes: os.freemem() },
    processors: { count: os.availableParallelism(), model: os.cpus()[0]?.model.trim() },
    disk: { dataFolder: paths.root, freeBytes: await freeDisk(paths.root) },
    models: installed.map(({ card }) => card),
    brokenModels: broken,
  };
}

/** An engine that cannot start is a finding, not a failure. */
async function examineEngine({ crew, signal }: Terminal) {
  await using engine = openEngine(crew.log, crew.entries?.engine);
  try {
    return { problem: null, ...(await engine.result('providers', {}, signal)) };
  } catch (thrown) {
    throwIfCancelled(signal);
    return { problem: toFailure(thrown).message, version: null, providers: [] };
  }
}

/** Of the disk that holds the folder, or will hold it. */
async function freeDisk(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? null : freeDisk(parent);
  }
}

function inWords({ versions, onnxRuntime, memory, processors, disk, ...rest }: Report): string {
  const lines = [
    `Janus Studio ${versions.studio}, Node ${versions.node}, ${versions.platform}`,
    onnxRuntime.problem ?? `ONNX Runtime ${onnxRuntime.version}`,
    ...onnxRuntime.providers.map(({ name, available, reason }) =>
      available ? `  ${name}: yes` : `  ${name}: no. ${reason}`,
    ),
    `Processors: ${processors.count}, ${processors.model ?? 'of an unknown kind'}`,
    `Memory: ${bytes(memory.freeBytes)} free of ${bytes(memory.totalBytes)}`,
    `Data folder: ${disk.dataFolder}, ${disk.freeBytes === null ? 'unknown' : bytes(disk.freeBytes)} free`,
    `Models: ${rest.models.length === 0 ? 'none; build one with studio models build <folder>' : ''}`,
    ...rest.models.map(
      ({ id, precision, sizeBytes }) => `  ${id}: ${precision}, ${bytes(sizeBytes)}`,
    ),
    ...rest.brokenModels.map(({ id, reason }) => `  ${id}: cannot be used. ${reason}`),
  ];
  return `${lines.join('\n')}\n`;
}
