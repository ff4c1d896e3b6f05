import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelFailure } from './failure.ts';

/**
 * The builder's one door to ONNX Runtime, for processes of their own only: `create` and `run`
 * block their thread, and a damaged file may take the process down.
 */

export { type InferenceSession, Tensor };

/** @throws {ModelFailure} `bad-model` with ONNX Runtime's reason. */
export async function openGraph(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, { logSeverityLevel: 3 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFailure('bad-model', `ONNX Runtime cannot open ${file}: ${reason}`, { cause });
  }
}
