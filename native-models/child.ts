import { fork } from 'node:child_process';
import { on } from 'node:events';
import { z } from 'zod';
import { ModelFailure } from './failure.ts';

/** Work that needs ONNX Runtime, done once in a process of its own. */

const Verdict = z.union([
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    code: z.literal(['bad-model', 'bad-checkpoint', 'disk-full']),
    message: z.string(),
  }),
]);

/** What a child says before its verdict. */
const Remark = z.strictObject({ remark: z.unknown() });

/**
 * Runs an entry (see `answerAsChild`), yields what it says on the way and gives its result.
 * @param what Names the work in a sentence: "The process that {what} ended …".
 * @throws {ModelFailure} What it failed with, `disk-full` among it; `bad-model` when it died; `cancelled`.
 */
export async function* followChild(
  entry: URL,
  argument: string,
  what: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown, unknown> {
  const child = fork(entry, [argument], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said: unknown;
  let complaints = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-2000);
  });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    const messages: AsyncIterable<unknown[]> = on(child, 'message', { close: ['close'] });
    for await (const [message] of messages) {
      const heard = Remark.safeParse(message);
      if (heard.success) yield heard.data.remark;
      else said = message;
    }
  } finally {
    signal?.removeEventListener('abort', kill);
    kill(); // Nothing where it has ended.
  }

  if (signal?.aborted) throw new ModelFailure('cancelled', 'Cancelled.');
  const how = child.signalCode ?? `exit ${child.exitCode ?? '?'}`;
  return resultOf(said, `The process that ${what} ended without a result (${how}). ${complaints}`);
}

/** @param otherwise Says what happened when there is no verdict. */
function resultOf(said: unknown, otherwise: string): unknown {
  const verdict = Verdict.safeParse(said);
  if (!verdict.success) throw new ModelFailure('bad-model', otherwise.trim());
  if (!verdict.data.ok) throw new ModelFailure(verdict.data.code, verdict.data.message);
  return verdict.data.result;
}

function codeOf(thrown: unknown): 'bad-model' | 'bad-checkpoint' | 'disk-full' {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC') return 'disk-full';
  return thrown instanceof ModelFailure && code === 'bad-checkpoint' ? code : 'bad-model';
}

/** Runs an entry for its result alone. See `followChild`. */
export async function runChild(...run: Parameters<typeof followChild>): Promise<unknown> {
  const following = followChild(...run);
  for (;;) {
    const step = await following.next();
    if (step.done) return step.value;
  }
}

/**
 * The other side: does the work for the argument it was started with, and says how it went.
 * @param work May remark on its progress.
 */
export function answerAsChild(
  work: (argument: string, remark: (remark: unknown) => void) => Promise<unknown>,
): void {
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
  const remark = (remark: unknown) => {
    process.send?.({ remark }, () => undefined);
  };
  work(process.argv[2] ?? '', remark).then(
    (result) => {
      say({ ok: true, result: result ?? null });
    },
    (thrown: unknown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      say({ ok: false, code: codeOf(thrown), message });
    },
  );
}
