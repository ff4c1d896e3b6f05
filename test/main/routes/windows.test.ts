import { expect, test } from 'vitest';
import { createWindows, type Pipe } from '../../../main/routes/windows.ts';
import type { Routes } from '../../../preload/contract/channels.ts';

test('a window that cannot be reached is let go, and what runs for it runs to its end', async () => {
  let ended = false;
  const routes = {
    async *'queue:follow'() {
      for (let at = 0; at < 20; at += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        yield { kind: 'phase', phase: 'draw', index: at };
      }
      ended = true;
    },
  } as unknown as Routes;
  const windows = createWindows(routes);
  const letGo: string[] = [];
  let open = true;
  const pipe: Pipe = {
    isOpen: () => open,
    send() {
      throw new Error('Render frame was disposed.');
    },
    close(why) {
      letGo.push(why);
      open = false;
    },
    closed: new Promise(() => undefined),
  };
  const id = '00000000-0000-4000-8000-000000000000';
  windows.open(pipe)({ kind: 'stream', id: 1, name: 'queue:follow', request: { id } });
  await windows.idle();
  expect({ ended, letGo }).toEqual({ ended: true, letGo: ['broken'] });
});
