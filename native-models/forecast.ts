import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { JanusConfig } from './checkpoint/config.ts';
import type { Manifest } from './manifest.ts';

/** What a build may count on. Bytes. */
export interface Machine {
  /** Free on the disk that the model is written to. */
  readonly freeDiskBytes: number;
  readonly memoryBytes: number;
}

/** What the system says of the disk under a folder and of its memory. */
export async function machineAt(folder: string): Promise<Machine> {
  const { bavail, bsize } = await statfs(folder);
  return { freeDiskBytes: bavail * bsize, memoryBytes: memoryBytes() };
}

/** This machine's memory, or as much of it as this process may have. */
export function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/** What a model will need. Bytes. */
export interface Needs {
  readonly diskBytes: number;
  /** While it draws. */
  readonly memoryBytes: number;
  /** While its largest graph is opened and run once. */
  readonly trialBytes: number;
}

/**
 * A forecast from the bytes that each graph will have.
 *
 * Drawing: 1.5 × the weights + keys and values of a picture and of a conversation that stays warm
 * beside it + 1.2 GB, the bound that `npm run bench` is held to.
 * A trial: a graph of 3.9 GB peaked at 8.3 GB while it was opened, measured with ONNX Runtime 1.30.
 */
export function forecast(config: JanusConfig, graphBytes: readonly number[]): Needs {
  const diskBytes = graphBytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    diskBytes,
    memoryBytes: 1.5 * diskBytes + (pictureRows + 1) * keptBytes(config) + 1.2e9,
    trialBytes: 2.2 * Math.max(0, ...graphBytes) + 0.5e9,
  };
}

/** Prompted and unprompted. */
const pictureRows = 2;
/** A prompt and 576 tokens, or an image and some questions. */
const positions = 700;

/** Keys and values of one row. */
function keptBytes({ decoder }: JanusConfig): number {
  const { layers, kvHeads, headSize } = decoder;
  return positions * 2 * layers * kvHeads * headSize * 4;
}

/** What the engine may keep. */
export interface MemoryPlan {
  /** For the keys and values of conversations while a picture is drawn. */
  readonly warmBytes: number;
  /** Whether all graphs stay loaded, or beside the language model only the last used one. */
  readonly keepsGraphs: boolean;
}

/**
 * What a built model will need, by the files that hold its weights. A language model stored as fp16
 * is widened to fp32 when it is loaded.
 */
export function needsOf({ config, files, precision }: Manifest): Needs {
  const weights = files.filter((file) => file.path.endsWith('.data'));
  const widened = (name: string) => (precision === 'fp16' && name === 'language.data' ? 2 : 1);
  const needs = forecast(
    config,
    weights.map((file) => file.sizeBytes * widened(file.path)),
  );
  return { ...needs, diskBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

/** Shares out this machine's memory: of what a model leaves, half may be used to keep conversations. */
export function planMemory(manifest: Manifest, memory: number): MemoryPlan {
  const spare = memory - needsOf(manifest).memoryBytes;
  const counted = keptBytes(manifest.config);
  return { warmBytes: counted + Math.max(0, spare / 2), keepsGraphs: spare >= 0 };
}

/** Why a model should not be loaded here, or null. A forecast is a guess: whoever reads it decides. */
export function tooLarge({ memoryBytes: needed }: Needs, memory: number): string | null {
  if (needed <= memory) return null;
  return `This model needs about ${gigabytes(needed)} of memory, and this machine has ${gigabytes(memory)}.`;
}

/** Whether the graphs of a model were run once, or why they were only looked at. */
export type Verification = 'ran' | `structure only: ${string}`;

/** What verification this machine allows. */
export function verificationOn(machine: Machine, { trialBytes }: Needs): Verification {
  if (trialBytes <= machine.memoryBytes) return 'ran';
  return `structure only: running it needs about ${gigabytes(trialBytes)} of memory, and this machine has ${gigabytes(machine.memoryBytes)}`;
}

/** Sentences for the person who waits; a forecast is a guess and stops nothing. */
export function warnings(machine: Machine, needs: Needs): string[] {
  const said: string[] = [];
  if (needs.diskBytes > machine.freeDiskBytes) {
    said.push(
      `The model needs about ${gigabytes(needs.diskBytes)} of disk, but ${gigabytes(machine.freeDiskBytes)} are free. Free some space, or the build may stop when the disk is full.`,
    );
  }
  if (needs.memoryBytes > machine.memoryBytes) {
    said.push(
      `Drawing with this model needs about ${gigabytes(needs.memoryBytes)} of memory, but this machine has ${gigabytes(machine.memoryBytes)}. It may be slow or stop; int4 needs the least.`,
    );
  }
  return said;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
