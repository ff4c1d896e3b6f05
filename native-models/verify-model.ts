import { ProgressStep } from './build-step.ts';
import { followChild } from './child.ts';

/**
 * Verifies a built model in a process of its own (see `verifyFolder`).
 * @yields How far it is: `hash` in bytes of its files, then `verify` with each graph.
 * @throws {ModelFailure} `bad-model` with what is wrong, also when the process dies; `cancelled`.
 */
export async function* verifyModel(
  folder: string,
  signal?: AbortSignal,
): AsyncGenerator<ProgressStep, void> {
  const entry = new URL('verify-entry.ts', import.meta.url);
  for await (const step of followChild(entry, folder, 'verifies the model', signal)) {
    yield ProgressStep.parse(step);
  }
}
