import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { JanusConfig } from './checkpoint/config.ts';

/** What a build may count on. Bytes. */
export interface Machine {
  /** Free on the disk that the model is written to. */
  readonly freeDiskBytes: number;
  readonly memoryBytes: number;
}

/** What the system says of the disk under a folder and of its memory. */
export async function machineAt(folder: string): Promise<Machine> {
  const { bavail, bsize } = await statfs(folder);
  return { freeDiskBytes: bavail * bsize, memoryBytes: totalmem() };
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
 * Drawing: 1.5 × the weights + keys and values + 1.2 GB, the bound that `npm run bench` is held to.
 * A trial: a graph of 3.9 GB peaked at 8.3 GB while it was opened, measured with ONNX Runtime 1.30.
 */
export function forecast({ decoder }: JanusConfig, graphBytes: readonly number[]): Needs {
  const diskBytes = graphBytes.reduce((sum, bytes) => sum + bytes, 0);
  const { layers, kvHeads, headSize } = decoder;
  const kvBytes = 2 * rows * positions * layers * kvHeads * headSize * 4;
  return {
    diskBytes,
    memoryBytes: 1.5 * diskBytes + kvBytes + 1.2e9,
    trialBytes: 2.2 * Math.max(0, ...graphBytes) + 0.5e9,
  };
}

/** A picture's: prompted and unprompted, a prompt and 576 tokens. */
const rows = 2;
const positions = 700;

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
