import os from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import type { Diagnostics } from '../preload/contract/studio.ts';
import { bytes } from './bytes.ts';
import { openEngine } from './children/engine.ts';
import type { CrewOptions } from './children/crew.ts';
import { throwIfCancelled, toFailure } from './failure.ts';
import { listModels } from './models/library.ts';
import type { Paths } from './paths.ts';
import { freeDisk } from './storage-use.ts';

/** What this machine has and what is missing. */
export type Examination = Awaited<ReturnType<typeof examine>>;

/**
 * Looks at versions, ONNX Runtime, memory, processors, disk and models. Asks an engine of its own:
 * another may be in the middle of a picture.
 */
export async function examine(paths: Paths, crew: CrewOptions, signal: AbortSignal) {
  const { installed, broken } = await listModels(paths.models);
  return {
    versions: {
      studio: packageJson.version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}, ${os.release()}`,
    },
    onnxRuntime: await examineEngine(crew, signal),
    memory: { totalBytes: os.totalmem(), freeBytes: os.freemem() },
    processors: { count: os.availableParallelism(), model: os.cpus()[0]?.model.trim() },
    disk: { dataFolder: paths.root, freeBytes: await freeDisk(paths.root) },
    models: installed.map(({ card }) => card),
    brokenModels: broken,
  };
}

/** An engine that cannot start is a finding, not a failure. */
async function examineEngine({ log, entries }: CrewOptions, signal: AbortSignal) {
  await using engine = openEngine(log, entries?.engine);
  try {
    return { problem: null, ...(await engine.result('providers', {}, signal)) };
  } catch (thrown) {
    throwIfCancelled(signal);
    return { problem: toFailure(thrown).message, version: null, providers: [] };
  }
}

/** An examination as lines to read. */
export function inWords({ versions, onnxRuntime, memory, processors, disk, ...rest }: Examination) {
  return [
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
}

/** What a person may hand on. Folders of the person's own are shortened to `~`. */
export function diagnosticsOf(examination: Examination, log: readonly string[]): Diagnostics {
  const lines = [...inWords(examination), '', `Log, the last ${log.length} lines:`, ...log];
  const day = new Date().toISOString().slice(0, 10);
  return { name: `janus-studio-${day}.txt`, text: `${redact(lines.join('\n'), os.homedir())}\n` };
}

/** Takes a home folder out of a text, however the text writes it. */
export function redact(text: string, home: string): string {
  const bare = home.replace(/[/\\]+$/, '');
  if (bare === '') return text;
  const spellings = new Set([bare, bare.replaceAll('\\', '\\\\'), bare.replaceAll('\\', '/')]);
  let redacted = text;
  for (const spelling of spellings) {
    const escaped = spelling.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    // A folder, not the beginning of another's name: /home/an is not /home/anna.
    redacted = redacted.replace(new RegExp(`${escaped}(?![\\w-])`, 'gi'), '~');
  }
  return redacted;
}
