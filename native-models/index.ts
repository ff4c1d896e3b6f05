/** The builder's door: checkpoints in, ONNX models out. Loads no ONNX Runtime itself. */
export { buildModel } from './build.ts';
export type { BuildStep, ProgressStep } from './build-step.ts';
export { inspectCheckpoint, type Inspection } from './inspect.ts';
export { synthesize } from './synthesize.ts';
export { verifyModel } from './verify-model.ts';
export { readManifest } from './manifest.ts';
