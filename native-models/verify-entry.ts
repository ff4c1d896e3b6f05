import { ModelFailure } from './failure.ts';
import { verifyFolder } from './verify.ts';

/** Runs as a child of `verifyModel`: the folder comes as an argument, the verdict goes up as one message. */
const folder = process.argv[2] ?? '';
const say = (verdict: object) => process.send?.(verdict);
// The terminal's Ctrl+C reaches the whole group; the parent decides.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(1));

try {
  await verifyFolder(folder);
  say({ ok: true });
} catch (thrown) {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  say({ ok: false, code: thrown instanceof ModelFailure ? thrown.code : 'bad-model', message });
}
process.disconnect();
