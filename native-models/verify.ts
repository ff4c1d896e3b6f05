import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { progress, type ProgressStep } from './build-step.ts';
import { ModelFailure } from './failure.ts';
import { type GraphName, type Manifest, readManifest } from './manifest.ts';
import { type InferenceSession, openGraph, Tensor } from './onnx-session.ts';
import { ModelProto } from './onnx/schema.ts';

type PortRecord = NonNullable<Manifest['graphs'][GraphName]>['inputs'][number];

/**
 * Checks a built model to the last byte and, where the manifest says that it may, runs every graph once.
 *
 * Sizes and hashes of all files, inputs and outputs of every graph; then each graph is opened in
 * ONNX Runtime and run on zeros (one row, one position, empty past).
 * Runs in a process of its own: `create` and `run` block their thread, and a damaged file may take
 * the process down.
 * @throws {ModelFailure} `bad-model` with the first thing that is wrong.
 */
export async function* verifyFolder(folder: string): AsyncGenerator<ProgressStep, void> {
  const manifest = await readManifest(folder);
  const total = manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  for (const file of manifest.files) {
    for await (const bytes of verifyFile(folder, file)) {
      done += bytes;
      yield progress('hash', done, total, file.path);
    }
  }
  for (const [name, graph] of Object.entries(manifest.graphs)) {
    yield progress('verify', total, total, name);
    await verifyStructure(folder, name, graph);
    if (manifest.verification !== 'ran') continue;
    const session = await openGraph(path.join(folder, graph.file));
    compareNames(name, 'inputs', graph.inputs, session.inputNames);
    compareNames(name, 'outputs', graph.outputs, session.outputNames);
    await runOnZeros(session, name, graph);
    await session.release();
  }
}

const Named = z.array(z.object({ name: z.string() })).default([]);
const Ports = z.object({ graph: z.object({ input: Named, output: Named }) });

/** Reads the graph's file, without its weights, and compares what goes in and out. */
async function verifyStructure(
  folder: string,
  name: string,
  { file, inputs, outputs }: NonNullable<Manifest['graphs'][GraphName]>,
): Promise<void> {
  const { graph } = Ports.parse(
    ModelProto.toObject(ModelProto.decode(await readFile(path.join(folder, file)))),
  );
  const names = (ports: readonly { readonly name: string }[]) => ports.map((port) => port.name);
  compareNames(name, 'inputs', inputs, names(graph.input));
  compareNames(name, 'outputs', outputs, names(graph.output));
}

/** A file is read this far between two reports. */
const reportBytes = 32 << 20;

/** Yields the bytes read since the last yield. */
async function* verifyFile(
  folder: string,
  file: Manifest['files'][number],
): AsyncGenerator<number, void> {
  const full = path.join(folder, file.path);
  const size = (await stat(full).catch(() => null))?.size;
  if (size !== file.sizeBytes) {
    const came = size === undefined ? 'is missing' : `has ${size} bytes`;
    throw new ModelFailure(
      'bad-model',
      `Expected ${file.path} to have ${file.sizeBytes} bytes, but it ${came}. Build the model again.`,
    );
  }
  const hash = createHash('sha256');
  let unreported = 0;
  for await (const chunk of createReadStream(full, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    unreported += (chunk as Buffer).length;
    if (unreported < reportBytes) continue;
    yield unreported;
    unreported = 0;
  }
  yield unreported;
  if (hash.digest('hex') !== file.sha256) {
    throw new ModelFailure(
      'bad-model',
      `${file.path} is not what was built: its checksum differs. Build the model again.`,
    );
  }
}

function compareNames(
  graph: string,
  side: string,
  ports: readonly PortRecord[],
  names: readonly string[],
): void {
  const expected = ports
    .map((port) => port.name)
    .sort()
    .join(', ');
  const came = [...names].sort().join(', ');
  if (expected !== came) {
    throw new ModelFailure(
      'bad-model',
      `Expected the graph ${graph} to have the ${side} ${expected} but it has ${came}. Build the model again.`,
    );
  }
}

async function runOnZeros(
  session: InferenceSession,
  name: string,
  graph: { readonly inputs: readonly PortRecord[]; readonly outputs: readonly PortRecord[] },
): Promise<void> {
  const feeds = Object.fromEntries(graph.inputs.map((port) => [port.name, zeros(port)]));
  const results = await session.run(feeds);
  for (const port of graph.outputs) {
    const dims = results[port.name]?.dims ?? [];
    const wrong =
      dims.length !== port.dims.length ||
      port.dims.some((size, i) => typeof size === 'number' && size !== dims[i]);
    if (wrong) {
      throw new ModelFailure(
        'bad-model',
        `Expected ${port.name} of the graph ${name} to have the shape [${port.dims.join(', ')}] but it came as [${dims.join(', ')}].`,
      );
    }
  }
}

/** One of each open dimension: the loop takes one turn, by all ways at once, behind a prefix of one empty place. */
function zeros(port: PortRecord): Tensor {
  const dims = port.dims.map((size) => (typeof size === 'number' ? size : 1));
  const count = dims.reduce((product, size) => product * size, 1);
  if (port.type === 'int64') {
    const turns = port.name === 'turns' || port.name === 'words' ? 1n : 0n;
    return new Tensor('int64', new BigInt64Array(count).fill(turns), dims);
  }
  const data = new Float32Array(count).fill(port.name === 'temperature' ? 1 : 0);
  return new Tensor('float32', data, dims);
}
