import { rm } from 'node:fs/promises';
import { type BuildStep, progress } from './build-step.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint/open.ts';
import { ModelFailure, throwIfCancelled } from './failure.ts';
import { type Machine, machineAt } from './forecast.ts';
import { type Precision, precisions } from './graphs/storage.ts';
import { freeShelf, halfBuilt, putOnShelf } from './shelf.ts';
import { verifyModel } from './verify-model.ts';
import { writeModel } from './write-model.ts';

/** What to build, from where, into which folder of models. */
export interface BuildOrder {
  /** A checkpoint's folder in a published layout. */
  readonly checkpoint: string;
  /** The folder that holds one folder a model. */
  readonly models: string;
  /** Name of the new model's folder: lower case, digits, dots, dashes. */
  readonly id: string;
  readonly precision: string;
  /** What the forecast compares with. Default: what the system says. */
  readonly machine?: Machine;
}

/**
 * Turns a published checkpoint into ONNX graphs that the engine runs.
 *
 * Written to a hidden folder beside the final name, verified there, renamed last: a half-built
 * model cannot be seen. Tensors stay on disk until they are written.
 * @throws {ModelFailure} `bad-checkpoint`, `bad-request`, `bad-model` (verification), `disk-full`,
 * `cancelled`; after any of them nothing is left behind.
 */
export async function* buildModel(
  order: BuildOrder,
  signal?: AbortSignal,
): AsyncGenerator<BuildStep> {
  const { models, id } = order;
  const precision = precisionOf(order.precision);
  const target = await freeShelf(models, id);
  yield progress('read', 0, 0, 'config and tensor names');
  await using opened = await openFor(order.checkpoint);
  const { checkpoint } = opened;
  const folder = await halfBuilt(models, id);
  try {
    const machine = order.machine ?? (await machineAt(folder));
    const manifest = yield* writeModel(folder, checkpoint, { precision, machine }, signal);
    yield* verifyModel(folder, signal);
    throwIfCancelled(signal);
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    await putOnShelf(folder, target);
    yield { kind: 'built', id, sizeBytes };
  } catch (thrown) {
    throw diskFull(thrown) ?? thrown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function precisionOf(name: string): Precision {
  const precision = precisions.find((known) => known === name);
  if (precision) return precision;
  throw new ModelFailure(
    'bad-request',
    `Expected a precision of ${precisions.join(', ')} but received ${name}.`,
  );
}

async function openFor(folder: string): Promise<AsyncDisposable & { checkpoint: Checkpoint }> {
  const checkpoint = await openCheckpoint(folder);
  return { checkpoint, [Symbol.asyncDispose]: () => checkpoint.close() };
}

function diskFull(thrown: unknown): ModelFailure | null {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code !== 'ENOSPC' && code !== 'disk-full') return null;
  return new ModelFailure(
    'disk-full',
    'The disk is full. The half-built model was removed; free some space and build again.',
    { cause: thrown },
  );
}
