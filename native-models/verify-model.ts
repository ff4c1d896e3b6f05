import { runChild } from './child.ts';

/**
 * Verifies a built model in a process of its own (see `verifyFolder`).
 * @throws {ModelFailure} `bad-model` with what is wrong, also when the process dies; `cancelled`.
 */
export async function verifyModel(folder: string, signal?: AbortSignal): Promise<void> {
  const entry = new URL('verify-entry.ts', import.meta.url);
  await runChild(entry, folder, 'verifies the model', signal);
}
