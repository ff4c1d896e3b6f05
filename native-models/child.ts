import { fork } from 'node:child_process';
import { EventEmitter, on } from 'node:events';
import { z } from 'zod';
import { ModelFailure } from './failure.ts';

/** Work that needs ONNX Runtime, done once in a process of its own where there can be one. */

/**
 * What an entry exports as `work`.
 * @param remark Says how far it is. Throws where nobody waits any more: the work ends there.
 */
export type Work = (argument: string, remark: (remark: unknown) => void) => Promise<unknown>;

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
 * Does an entry's work, yields what it says on the way and gives its result.
 *
 * In Electron the work is done in this process, for its fuses forbid another Node. What ends that
 * then ends this process too, and a cancel waits for the next remark.
 *
 * @param entry A module that exports `work`.
 * @param what Names the work in a sentence: "The process that {what} ended …".
 * @throws {ModelFailure} What it failed with, `disk-full` among it; `bad-model` when it died; `cancelled`.
 */
export async function* followChild(
  entry: URL,
  argument: string,
  what: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown, unknown> {
  const follow = 'electron' in process.versions ? followHere : followProcess;
  const { said, how } = yield* follow(entry, argument, signal);
  if (signal?.aborted) throw new ModelFailure('cancelled', 'Cancelled.');
  return resultOf(said, `The process that ${what} ended without a result (${how}).`);
}

/** The last that was said, a verdict if all is well, and how the work ended. */
interface End {
  readonly said: unknown;
  readonly how: string;
}

async function* followProcess(
  entry: URL,
  argument: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown, End> {
  const child = fork(new URL('child-entry.ts', import.meta.url), [entry.href, argument], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
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
  const how = child.signalCode ?? `exit ${child.exitCode ?? '?'}`;
  return { said, how: complaints === '' ? how : `${how}: ${complaints.trim()}` };
}

async function* followHere(
  entry: URL,
  argument: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown, End> {
  const left = new AbortController();
  const until = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const voice = new EventEmitter();
  const remarks: AsyncIterable<unknown[]> = on(voice, 'remark', { close: ['end'] });
  const remark = (remark: unknown) => {
    until.throwIfAborted();
    voice.emit('remark', remark);
  };
  const working = verdictOf(entry.href, argument, remark).finally(() => voice.emit('end'));
  try {
    for await (const [remark] of remarks) yield remark;
  } finally {
    left.abort();
    await working; // It still writes where the caller will clear away.
  }
  return { said: await working, how: 'here' };
}

/**
 * Does the work, and says how it went. Never throws.
 * @param address Of a module that exports `work`.
 */
async function verdictOf(
  address: string,
  ...order: Parameters<Work>
): Promise<z.infer<typeof Verdict>> {
  try {
    const { work } = (await import(address)) as { readonly work: Work };
    return { ok: true, result: (await work(...order)) ?? null };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, code: codeOf(thrown), message };
  }
}

/** @param otherwise Says what happened when there is no verdict. */
function resultOf(said: unknown, otherwise: string): unknown {
  const verdict = Verdict.safeParse(said);
  if (!verdict.success) throw new ModelFailure('bad-model', otherwise);
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

/** The other side: does the work that this process was started with, and says how it went. */
export async function answerAsChild(): Promise<void> {
  // The terminal's Ctrl+C reaches the whole group; the parent decides.
  process.on('SIGINT', () => undefined);
  const orphaned = () => process.exit(1);
  process.on('disconnect', orphaned);
  const [address = '', argument = ''] = process.argv.slice(2);
  const remark = (remark: unknown) => {
    process.send?.({ remark }, () => undefined);
  };
  const verdict = await verdictOf(address, argument, remark);
  process.off('disconnect', orphaned);
  process.send?.(verdict, () => {
    process.disconnect();
  });
}
