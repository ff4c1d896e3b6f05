import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { ModelFailure } from './failure.ts';

const Verdict = z.union([
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({
    ok: z.literal(false),
    code: z.literal(['bad-model', 'bad-checkpoint']),
    message: z.string(),
  }),
]);

/**
 * Verifies a built model in a process of its own (see `verifyFolder`).
 * @throws {ModelFailure} `bad-model` with what is wrong, also when the process dies; `cancelled`.
 */
export async function verifyModel(folder: string, signal?: AbortSignal): Promise<void> {
  const child = fork(new URL('verify-entry.ts', import.meta.url), [folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let verdict: unknown;
  let complaints = '';
  child.on('message', (message) => (verdict = message));
  child.stderr?.on(
    'data',
    (text: Buffer) => (complaints = (complaints + text.toString()).slice(-2000)),
  );
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  const [exit, killedBy] = (await once(child, 'close')) as [number | null, string | null];
  signal?.removeEventListener('abort', kill);

  if (signal?.aborted) throw new ModelFailure('cancelled', 'Cancelled.');
  const parsed = Verdict.safeParse(verdict);
  if (!parsed.success) {
    throw new ModelFailure(
      'bad-model',
      `The process that verifies the model ended without a verdict (${killedBy ?? `exit ${exit ?? '?'}`}). ${complaints}`.trim(),
    );
  }
  if (!parsed.data.ok) throw new ModelFailure(parsed.data.code, parsed.data.message);
}
