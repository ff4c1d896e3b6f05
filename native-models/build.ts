import { createHash } from 'node:crypto';
import { copyFile, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { type Checkpoint, openCheckpoint } from './checkpoint/open.ts';
import { ModelFailure, throwIfCancelled } from './failure.ts';
import { languageGraph } from './graphs/language.ts';
import { pictureDecoderGraph } from './graphs/picture-decoder.ts';
import { pictureEncoderGraph } from './graphs/picture-encoder.ts';
import { type Precision, precisions, storageOf } from './graphs/storage.ts';
import { visionEncoderGraph } from './graphs/vision-encoder.ts';
import { type GraphName, type Manifest, manifestFile, manifestFormat } from './manifest.ts';
import { type WrittenFile, writeGraph } from './onnx/external-data.ts';
import type { Graph } from './onnx/graph.ts';
import { bytesOf } from './onnx/schema.ts';
import { freeShelf, halfBuilt } from './shelf.ts';
import { verifyModel } from './verify-model.ts';

/** What to build, from where, into which folder of models. */
export interface BuildOrder {
  /** A checkpoint's folder in a published layout. */
  readonly checkpoint: string;
  /** The folder that holds one folder a model. */
  readonly models: string;
  /** Name of the new model's folder: lower case, digits, dots, dashes. */
  readonly id: string;
  readonly precision: string;
}

/** How far a build is. Bytes are those of the weights as they are written. */
export type BuildStep =
  | {
      readonly kind: 'progress';
      readonly phase: 'read' | 'write' | 'hash' | 'verify';
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly what: string;
    }
  | { readonly kind: 'built'; readonly id: string; readonly sizeBytes: number };

const builder = `janus-studio ${packageJson.version}`;

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
    const manifest = yield* writeModel(folder, checkpoint, precision, signal);
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    yield progress('verify', 0, sizeBytes, 'every file and every graph');
    await verifyModel(folder, signal);
    throwIfCancelled(signal);
    await rename(folder, target);
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

async function* writeModel(
  folder: string,
  checkpoint: Checkpoint,
  precision: Precision,
  signal: AbortSignal | undefined,
): AsyncGenerator<BuildStep, Manifest> {
  const graphs = janusGraphs(checkpoint, precision);
  const totalBytes = Object.values(graphs)
    .flatMap((graph) => graph.weights)
    .reduce((sum, { type, dims }) => sum + dims.reduce((n, size) => n * size, bytesOf[type]), 0);
  const files: WrittenFile[] = [];
  let doneBytes = 0;
  for (const [name, graph] of Object.entries(graphs)) {
    const writing = writeGraph(
      { folder, name, graph, producerVersion: packageJson.version },
      signal,
    );
    for (;;) {
      const step = await writing.next();
      if (step.done) {
        files.push(...step.value);
        break;
      }
      doneBytes += step.value;
      yield progress('write', doneBytes, totalBytes, name);
    }
  }
  files.push(await copyTokenizer(checkpoint.tokenizerFile, folder));
  const manifest: Manifest = {
    format: manifestFormat,
    family: await familyOf(checkpoint.tokenizerFile),
    precision,
    device: 'cpu',
    config: checkpoint.config,
    graphs: Object.fromEntries(
      Object.entries(graphs).map(([name, graph]) => [
        name,
        { file: `${name}.onnx`, inputs: [...graph.inputs], outputs: [...graph.outputs] },
      ]),
    ) as Manifest['graphs'],
    files,
    source: { ...checkpoint.source, layout: checkpoint.layout },
    licence: checkpoint.licence,
    builder,
  };
  await using file = await open(path.join(folder, manifestFile), 'wx');
  await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  await file.sync();
  return manifest;
}

function janusGraphs(
  { config, tensors }: Checkpoint,
  precision: Precision,
): Record<GraphName, Graph> {
  return {
    language: languageGraph(config, tensors, storageOf(precision, tensors)),
    'vision-encoder': visionEncoderGraph(config, tensors),
    'picture-decoder': pictureDecoderGraph(config, tensors),
    'picture-encoder': pictureEncoderGraph(config, tensors),
  };
}

async function copyTokenizer(from: string, folder: string): Promise<WrittenFile> {
  const name = 'tokenizer.json';
  await copyFile(from, path.join(folder, name));
  const bytes = await readFile(path.join(folder, name));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path: name, sizeBytes: bytes.length, sha256 };
}

const AddedTokens = z.object({ added_tokens: z.array(z.object({ content: z.string() })) });

/** Janus-Pro has tokens for its roles; Janus-1.3B writes `User` and `Assistant` as words (janus.md §0, trap 2). */
async function familyOf(tokenizerFile: string): Promise<'janus' | 'janus-pro'> {
  const json: unknown = JSON.parse(await readFile(tokenizerFile, 'utf8'));
  const added = AddedTokens.safeParse(json);
  if (!added.success) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected ${tokenizerFile} to list its added tokens, but it does not. Download the checkpoint again.`,
    );
  }
  return added.data.added_tokens.some((token) => token.content === '<|User|>')
    ? 'janus-pro'
    : 'janus';
}

function progress(
  phase: 'read' | 'write' | 'hash' | 'verify',
  doneBytes: number,
  totalBytes: number,
  what: string,
): BuildStep {
  return { kind: 'progress', phase, doneBytes, totalBytes, what };
}

function diskFull(thrown: unknown): ModelFailure | null {
  if ((thrown as NodeJS.ErrnoException | null)?.code !== 'ENOSPC') return null;
  return new ModelFailure(
    'disk-full',
    'The disk is full. The half-built model was removed; free some space and build again.',
    { cause: thrown },
  );
}
