import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { ModelFailure } from './failure.ts';

/** Work that needs ONNX Runtime, done once in a process of its own. */

const Verdict = z.union([
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    code: z.literal(['bad-model', 'bad-checkpoint']),
    message: z.string(),
  }),
]);

/**
 * Runs an entry (see `answerAsChild`) and gives its result.
 * @param what Names the work in a sentence: "The process that {what} ended …".
 * @throws {ModelFailure} What it failed with; `bad-model` when it died; `cancelled`.
 */
export async function runChild(
  entry: URL,
  argument: string,
  what: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const child = fork(entry, [argument], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said: unknown;
  let complaints = '';
  child.on('message', (message) => (said = message));
  child.stderr?.on('data', (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-2000);
  });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  const [exit, killedBy] = (await once(child, 'close')) as [number | null, string | null];
  signal?.removeEventListener('abort', kill);

  if (signal?.aborted) throw new ModelFailure('cancelled', 'Cancelled.');
  const verdict = Verdict.safeParse(said);
  if (!verdict.success) {
    const how = killedBy ?? `exit ${exit ?? '?'}`;
    throw new ModelFailure(
      'bad-model',
      `The process that ${what} ended without a result (${how}). ${complaints}`.trim(),
    );
  }
  if (!verdict.data.ok) throw new ModelFailure(verdict.data.code, verdict.data.message);
  return verdict.data.result;
}

/** The other side: does the work for the argument it was started with, and says how it went. */
export function answerAsChild(work: (argument: string) => Promise<unknown>): void {
  // The terminal's Ctrl+C reaches the whole group; the parent decides.
  process.on('SIGINT', () => undefined);
  const orphaned = () => process.exit(1);
  process.on('disconnect', orphaned);
  const say = (verdict: object) => {
    process.off('disconnect', orphaned);
    process.send?.(verdict, () => {
      process.disconnect();
    });
  };
  work(process.argv[2] ?? '').then(
    (result) => {
      say({ ok: true, result: result ?? null });
    },
    (thrown: unknown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      const known = thrown instanceof ModelFailure && thrown.code === 'bad-checkpoint';
      say({ ok: false, code: known ? 'bad-checkpoint' : 'bad-model', message });
    },
  );
}
