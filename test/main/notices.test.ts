import { expect, test } from 'vitest';
import { createNotices } from '../../main/notices.ts';

test('a notice stays until it is read, and one of a kind replaces the older', () => {
  const notices = createNotices();
  notices.say('database-restored');
  notices.say('starter-failed', { reason: 'a' });
  notices.say('starter-failed', { reason: 'b' });
  expect(notices.now.get()).toMatchObject([
    { kind: 'database-restored', values: {} },
    { kind: 'starter-failed', values: { reason: 'b' } },
  ]);
  const [first] = notices.now.get();
  notices.dismiss({ id: first!.id });
  notices.dismiss({ id: 999 });
  notices.dismiss({ kind: 'starter-failed' });
  expect(notices.now.get()).toEqual([]);
});
