import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { StudioFailure } from '../failure.ts';

/** A loaded graph. `run` and opening block this process's thread: they belong in the engine only. */
export interface Session {
  /** Runs the graph once. Inputs are read where they lie; outputs are new. `wanted`: which, all unless given. */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    wanted?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  /** Gives its memory back. */
  release(): Promise<void>;
}

export type { Tensor };

/**
 * How long a thread that is out of work looks for more before it sleeps, in µs. Long enough for the
 * step from one product to the next; at ONNX Runtime's own, threads that only look take the cores
 * from whoever works: beside one busy program, drawing took more than twice as long.
 */
const spinUs = '20';

/**
 * Opens one graph of a built model on the CPU.
 * @param file Path of an .onnx file; its weights lie beside it.
 * @throws {StudioFailure} `bad-model` with ONNX Runtime's reason.
 */
export async function openSession(file: string): Promise<Session> {
  const session = await InferenceSession.create(file, {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
    extra: { session: { intra_op: { spin_duration_us: spinUs } } },
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StudioFailure(
      'bad-model',
      `ONNX Runtime cannot open ${file}: ${reason} Verify the model, or build it again.`,
      { cause },
    );
  });
  return {
    run: (feeds, wanted) => session.run(feeds, wanted ?? session.outputNames),
    release: () => session.release(),
  };
}

/** A float tensor over `data`, which is not copied. */
export function floatTensor(data: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', data, dims);
}

/** A tensor of token ids. */
export function idTensor(ids: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor(
    'int64',
    BigInt64Array.from(ids, (id) => BigInt(id)),
    dims,
  );
}

/** The numbers of a float output. */
export function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new StudioFailure(
    'bad-model',
    `Expected the graph to give ${name} as float32. Build the model again.`,
  );
}

/** The ids of an int64 output. */
export function idsOf(outputs: Readonly<Record<string, Tensor>>, name: string): number[] {
  const data = outputs[name]?.data;
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  throw new StudioFailure(
    'bad-model',
    `Expected the graph to give ${name} as int64. Build the model again.`,
  );
}

/** An execution provider of ONNX Runtime, and why it can or cannot be used here. */
export interface Provider {
  readonly name: string;
  readonly available: boolean;
  readonly reason: string;
}

const providerNames = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  webgpu: 'WebGPU',
  coreml: 'CoreML',
};

/** What ONNX Runtime was built with here. The studio's graphs are built for the CPU so far. */
export async function describeRuntime(): Promise<{ version: string; providers: Provider[] }> {
  const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  const bundled = new Map(
    listSupportedBackends().map((backend) => [backend.name, backend.bundled]),
  );
  const providers = Object.entries(providerNames).map(([key, name]) => {
    if (key === 'cpu') return { name, available: true, reason: 'Always there.' };
    const reason = bundled.has(key)
      ? bundled.get(key)
        ? 'In this ONNX Runtime, but models are built for the CPU so far.'
        : 'Known to this ONNX Runtime, but its libraries are not installed.'
      : `Not in ONNX Runtime's package for ${process.platform}-${process.arch}.`;
    return { name, available: false, reason };
  });
  return { version, providers };
}
