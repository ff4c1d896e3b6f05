import { expect, test } from 'vitest';
import { createWatched } from '../../main/watched.ts';

test('who watches hears the value now, and the newest whenever it changes', async () => {
  const watched = createWatched(1);
  const controller = new AbortController();
  const values = watched.watch(controller.signal);
  expect((await values.next()).value).toBe(1);
  const next = values.next();
  watched.set(2);
  expect((await next).value).toBe(2);
  watched.set(3);
  watched.set(4);
  expect((await values.next()).value).toBe(4);
  expect(watched.watchers()).toBe(1);
  const last = values.next();
  controller.abort();
  await expect(last).rejects.toMatchObject({ code: 'cancelled' });
  expect(watched.watchers()).toBe(0);
});

test('who stops listening is forgotten', async () => {
  const watched = createWatched('a');
  for await (const value of watched.watch(new AbortController().signal)) {
    expect(value).toBe('a');
    break;
  }
  expect(watched.watchers()).toBe(0);
});
