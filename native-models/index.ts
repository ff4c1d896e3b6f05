/** The builder's door: checkpoints in, ONNX models out. Loads no ONNX Runtime itself. */
export { type BuildOrder, type BuildStep, buildModel } from './build.ts';
export { type SynthesizeOrder, synthesize } from './synthesize.ts';
export { verifyModel } from './verify-model.ts';
