import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../failure.ts';
import type { Graph, Weight } from './graph.ts';
import { dataTypes, ModelProto } from './schema.ts';

/** A file of a built model, as the manifest records it. */
export interface WrittenFile {
  /** Relative to the model's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Each weight starts on a page, so that it can be mapped into memory where it lies. */
const pageBytes = 4096;

/** A graph to write and where: `{name}.onnx` and, when it has weights, `{name}.data`. */
export interface GraphFile {
  readonly folder: string;
  readonly name: string;
  readonly graph: Graph;
  readonly producerVersion: string;
}

/**
 * Writes a graph and streams its weights beside it, one chunk in memory at a time.
 * Yields the bytes of weights written since the last yield; returns the files written.
 */
export async function* writeGraph(
  { folder, name, graph, producerVersion }: GraphFile,
  signal?: AbortSignal,
): AsyncGenerator<number, readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  const initializers: object[] = [];
  if (graph.weights.length > 0) {
    const data = yield* writeWeights(folder, `${name}.data`, graph.weights, signal);
    files.push(data.file);
    initializers.push(...data.initializers);
  }
  const proto = graph.toModelProto(name, producerVersion, initializers);
  const bytes = ModelProto.encode(ModelProto.create(proto)).finish();
  await using file = await open(path.join(folder, `${name}.onnx`), 'wx');
  await file.writeFile(bytes);
  await file.sync();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  files.push({ path: `${name}.onnx`, sizeBytes: bytes.length, sha256 });
  return files;
}

async function* writeWeights(
  folder: string,
  name: string,
  weights: readonly Weight[],
  signal: AbortSignal | undefined,
): AsyncGenerator<number, { file: WrittenFile; initializers: readonly object[] }> {
  await using file = await open(path.join(folder, name), 'wx');
  const hash = createHash('sha256');
  const initializers: object[] = [];
  let offset = 0;
  for (const weight of weights) {
    const padding = new Uint8Array((pageBytes - (offset % pageBytes)) % pageBytes);
    offset += await append(file, hash, padding);
    const start = offset;
    for await (const bytes of weight.read()) {
      throwIfCancelled(signal);
      offset += await append(file, hash, bytes);
      yield bytes.length;
    }
    initializers.push(externalTensor(weight, name, start, offset - start));
  }
  await file.sync();
  return { file: { path: name, sizeBytes: offset, sha256: hash.digest('hex') }, initializers };
}

async function append(file: FileHandle, hash: Hash, bytes: Uint8Array): Promise<number> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
  hash.update(bytes);
  return bytes.length;
}

function externalTensor(weight: Weight, location: string, offset: number, length: number): object {
  const entries = { location, offset: String(offset), length: String(length) };
  return {
    name: weight.name,
    dims: weight.dims,
    dataType: dataTypes[weight.type],
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  };
}
