import { createHash } from 'node:crypto';
import { copyFile, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { type BuildStep, progress } from './build-step.ts';
import { readJson } from './checkpoint/json-text.ts';
import type { Checkpoint } from './checkpoint/open.ts';
import { ModelFailure } from './failure.ts';
import { forecast, type Machine, type Needs, verificationOn, warnings } from './forecast.ts';
import { languageGraph } from './graphs/language.ts';
import { pictureDecoderGraph } from './graphs/picture-decoder.ts';
import { pictureEncoderGraph } from './graphs/picture-encoder.ts';
import { type Precision, storageOf } from './graphs/storage.ts';
import { visionEncoderGraph } from './graphs/vision-encoder.ts';
import {
  builder,
  type GraphName,
  type Manifest,
  manifestFile,
  manifestFormat,
} from './manifest.ts';
import { type WrittenFile, writeGraph } from './onnx/external-data.ts';
import type { Graph } from './onnx/graph.ts';
import { bytesOf } from './onnx/schema.ts';
import { writePatches } from './patches/write.ts';

/** Writes every file of a model into an empty folder, the manifest last. */
export async function* writeModel(
  folder: string,
  checkpoint: Checkpoint,
  { precision, machine }: { readonly precision: Precision; readonly machine: Machine },
  signal?: AbortSignal,
): AsyncGenerator<BuildStep, Manifest> {
  const family = await familyOf(checkpoint);
  const graphs = janusGraphs(checkpoint, precision);
  const needs = needsAt(checkpoint, precision);
  const totalBytes = needs.diskBytes;
  for (const sentence of warnings(machine, needs)) yield { kind: 'warning', sentence };
  const files: WrittenFile[] = [];
  let doneBytes = 0;
  for (const [name, graph] of Object.entries(graphs)) {
    const writing = writeGraph(
      { folder, name, graph, producerVersion: packageJson.version },
      signal,
    );
    let step = await writing.next();
    for (; !step.done; step = await writing.next()) {
      doneBytes += step.value;
      yield progress('write', doneBytes, totalBytes, name);
    }
    files.push(...step.value);
  }
  yield progress('write', totalBytes, totalBytes, 'patch table');
  const patches = await writePatches(folder, checkpoint, signal);
  files.push(await fileIn(folder, patches.file), await copyTokenizer(checkpoint, folder));
  const manifest: Manifest = {
    format: manifestFormat,
    family,
    precision,
    device: 'cpu',
    config: checkpoint.config,
    graphs: portsOf(graphs),
    patches,
    files,
    source: { ...checkpoint.source, layout: checkpoint.layout },
    licence: checkpoint.licence,
    ...(checkpoint.adapted && { adapted: true }),
    ...(checkpoint.purpose !== undefined && { purpose: checkpoint.purpose }),
    ...(checkpoint.guidance !== undefined && { guidance: checkpoint.guidance }),
    verification: verificationOn(machine, needs),
    builder,
  };
  await using file = await open(path.join(folder, manifestFile), 'wx');
  await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  await file.sync();
  return manifest;
}

/**
 * What a checkpoint will need when it is built at a precision. What is stored as fp16 is widened to
 * fp32 before the loops, and takes that memory. Writes nothing, reads no weights.
 */
export function needsAt(checkpoint: Checkpoint, precision: Precision): Needs {
  const needs = needsOf(checkpoint, precision);
  if (precision !== 'fp16') return needs;
  return { ...needsOf(checkpoint, 'fp32'), diskBytes: needs.diskBytes };
}

function needsOf(checkpoint: Checkpoint, precision: Precision): Needs {
  const graphs = Object.values(janusGraphs(checkpoint, precision));
  return forecast(checkpoint.config, graphs.map(weightBytes));
}

function weightBytes({ weights }: Graph): number {
  const bytes = weights.map(({ type, dims }) => dims.reduce((n, size) => n * size, bytesOf[type]));
  return bytes.reduce((sum, each) => sum + each, 0);
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

function portsOf(graphs: Record<GraphName, Graph>): Manifest['graphs'] {
  const ports = ({ inputs, outputs }: Graph, name: string) => ({
    file: `${name}.onnx`,
    inputs: [...inputs],
    outputs: [...outputs],
  });
  const entries = Object.entries(graphs).map(([name, graph]) => [name, ports(graph, name)]);
  return Object.fromEntries(entries) as Manifest['graphs'];
}

async function copyTokenizer({ tokenizerFile }: Checkpoint, folder: string): Promise<WrittenFile> {
  const name = 'tokenizer.json';
  await copyFile(tokenizerFile, path.join(folder, name));
  return fileIn(folder, name);
}

/** A small file as the manifest records it. */
async function fileIn(folder: string, name: string): Promise<WrittenFile> {
  const bytes = await readFile(path.join(folder, name));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path: name, sizeBytes: bytes.length, sha256 };
}

const AddedTokens = z.object({ added_tokens: z.array(z.object({ content: z.string() })) });

/** Janus-Pro has tokens for its roles; Janus-1.3B writes `User` and `Assistant` as words (janus.md §0, trap 2). */
export async function familyOf({ tokenizerFile }: Checkpoint): Promise<Manifest['family']> {
  const added = AddedTokens.safeParse(await readJson(tokenizerFile, 'tokenizer.json'));
  if (!added.success) {
    throw new ModelFailure(
      'bad-checkpoint',
      `Expected ${tokenizerFile} to list its added tokens, but it does not. Download the checkpoint again.`,
    );
  }
  const roles = added.data.added_tokens.some((token) => token.content === '<|User|>');
  return roles ? 'janus-pro' : 'janus';
}
