import { expect, test } from 'vitest';

test('a child of Electron tells how it ended, and is killed for good', async () => {
  const { asUtility } = await import('../../main/electron/children.ts');
  const start = asUtility(new URL('./blocked-entry.ts', import.meta.url), 'a child');
  if (typeof start !== 'function') throw new Error('Expected a way to start.');
  const { promise: heard, resolve: hear } = Promise.withResolvers<unknown>();
  const child = start({ hear, log: () => undefined });
  expect(await heard).toBe('blocked from now on');
  child.send({ kind: 'quit' });
  child.kill();
  expect(await child.exit).toMatch(/^exit code \d+; it last said: the last words$/);
});
