import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutlet, type Numbered } from '../../../main/routes/outlet.ts';

const preview = (index: number, seq: number): object => ({ kind: 'preview', index, seq });
const tokens = (tokensDone: number): object => ({ kind: 'tokens', tokensDone });

function collecting(): { sent: Numbered[]; outlet: ReturnType<typeof createOutlet> } {
  const sent: Numbered[] = [];
  return { sent, outlet: createOutlet((numbered) => sent.push(numbered)) };
}

test('lets four events out and holds the next until one is taken in', () => {
  const { sent, outlet } = collecting();
  for (let count = 1; count <= 6; count += 1) outlet.offer(tokens(count));
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  outlet.received(1);
  expect(sent.at(-1)).toEqual({ seq: 5, event: tokens(5) });
});

test('replaces a waiting preview by a newer one of the same picture', () => {
  const { sent, outlet } = collecting();
  for (let count = 1; count <= 4; count += 1) outlet.offer(tokens(count));
  outlet.offer(preview(0, 1));
  outlet.offer(preview(1, 1));
  outlet.offer(tokens(5));
  outlet.offer(preview(0, 2));
  outlet.received(4);
  expect(sent.slice(4).map(({ event }) => event)).toEqual([
    preview(1, 1),
    tokens(5),
    preview(0, 2),
  ]);
});

test('takes no number for read that it has not sent', () => {
  const { sent, outlet } = collecting();
  for (let count = 1; count <= 9; count += 1) outlet.offer(tokens(count));
  outlet.received(1000);
  expect(sent).toHaveLength(4);
});

test('gives a window up when thousands of events wait', () => {
  const { outlet } = collecting();
  let fed = 0;
  while (outlet.offer(tokens(fed)) && fed < 100_000) fed += 1;
  expect(fed).toBe(8192 + 4);
});

test('is drained when the last event has been let out', async () => {
  const { sent, outlet } = collecting();
  for (let count = 1; count <= 5; count += 1) outlet.offer(tokens(count));
  let drained = false;
  const done = outlet.drained().then(() => (drained = true));
  await Promise.resolve();
  expect(drained).toBe(false);
  outlet.received(1);
  await done;
  expect(sent).toHaveLength(5);
});

test('keeps the order, loses nothing but previews, and always sends the newest preview', () => {
  const step = fc.oneof(
    fc.constant({ kind: 'tokens' }),
    fc.record({ kind: fc.constant('preview'), index: fc.nat(2) }),
    fc.record({ take: fc.nat(6) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { sent, outlet } = collecting();
      const offered: object[] = [];
      let acknowledged = 0;
      for (const [at, each] of steps.entries()) {
        if ('take' in each) {
          acknowledged = Math.min(sent.length, acknowledged + each.take);
          outlet.received(acknowledged);
        } else {
          const event = { ...each, at };
          offered.push(event);
          outlet.offer(event);
        }
      }
      while (acknowledged < sent.length) outlet.received((acknowledged = sent.length));

      const places = sent.map(({ event }) => (event as { at: number }).at);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, at) => at + 1));
      const missing = offered.filter((event) => !sent.some((each) => each.event === event));
      for (const event of missing) {
        expect(event).toMatchObject({ kind: 'preview' });
        const newer = sent.some(({ event: other }) => {
          const [a, b] = [event, other] as { index?: number; at: number }[];
          return b!.index === a!.index && b!.at > a!.at;
        });
        expect(newer).toBe(true);
      }
    }),
  );
});
