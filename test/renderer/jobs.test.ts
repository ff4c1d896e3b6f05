import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawEvent, Picture } from '../../preload/contract/picture.ts';
import {
  beginJob,
  fold,
  isOver,
  progressOf,
  type Job,
  type JobEnd,
} from '../../renderer/state/jobs.ts';

const request = {
  prompt: 'a boat',
  seed: 0xffff_ffff,
  count: 2,
  guidance: 5,
  temperature: 1,
  previewShare: 0.1,
};
const tokens = (index: number, tokensDone: number): DrawEvent => ({
  kind: 'tokens',
  index,
  seed: 7,
  tokensDone,
  tokensTotal: 576,
  msPerToken: 50,
  given: 0,
  odds: { logProbabilities: new Uint8Array(4 * tokensDone), entropies: new Uint8Array(0) },
});
const preview = (index: number, seq: number, final = false): DrawEvent => ({
  kind: 'preview',
  index,
  seq,
  tokensDone: seq * 24,
  side: 384,
  height: 16 * seq,
  rgb: new Uint8Array(0),
  final,
});
const picture = { id: 'ab'.repeat(32), seed: 7 } as Picture;
const after = (...events: (DrawEvent | JobEnd)[]): Job => events.reduce(fold, beginJob(request));

test('picture i of a job has seed (seed + i) mod 2³²', () => {
  expect(beginJob(request).pictures.map(({ seed }) => seed)).toEqual([0xffff_ffff, 0]);
});

test('how sure the model was is known of all tokens so far, and nothing of it is unlearned', () => {
  const odds = (event: DrawEvent) => fold(beginJob(request), event).pictures[0]?.odds;
  expect(beginJob(request).pictures[0]?.odds).toBeNull();
  expect([...odds(tokens(0, 3))!.probabilities]).toEqual([1, 1, 1]);
  expect([...odds({ ...tokens(0, 3), given: 2 } as DrawEvent)!.probabilities]).toEqual([
    NaN,
    NaN,
    1,
  ]);
  const late = after(tokens(0, 48), tokens(0, 24));
  expect(late.pictures[0]?.odds?.probabilities).toHaveLength(48);
});

describe('previews', () => {
  test('the newest number wins, whatever arrives last', () => {
    expect(after(preview(0, 3), preview(0, 2)).pictures[0]?.preview).toMatchObject({ seq: 3 });
  });

  test('nothing replaces the exact decode', () => {
    const job = after(preview(0, 24, true), preview(0, 25));
    expect(job.pictures[0]?.preview).toMatchObject({ seq: 24, final: true });
  });

  test('the exact decode of what a stop kept comes after the last look, whatever its number', () => {
    const job = after(preview(0, 5), preview(0, 5, true));
    expect(job.pictures[0]?.preview).toMatchObject({ final: true });
  });

  test('each picture has its own', () => {
    const job = after(preview(0, 5), preview(1, 1));
    expect(job.pictures.map((each) => each.preview?.seq)).toEqual([5, 1]);
  });

  test('in any order the same one stays', () => {
    const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 1 });
    fc.assert(
      fc.property(seqs, (order) => {
        const job = after(...order.map((seq) => preview(0, seq, seq === 24)));
        expect(job.pictures[0]?.preview).toMatchObject({ seq: Math.max(...order) });
      }),
    );
  });
});

describe('the end', () => {
  const ends: [string, JobEnd, Job['state']['kind']][] = [
    ['an end', { kind: 'end' }, 'done'],
    ['a cancel', { kind: 'failed', failure: { code: 'cancelled', message: '' } }, 'stopped'],
    ['a failure', { kind: 'failed', failure: { code: 'disk-full', message: '' } }, 'failed'],
  ];

  test.each(ends)(
    '%s leaves the job %3$s, and what comes later changes nothing',
    (_, end, kind) => {
      const job = after(tokens(0, 24), preview(0, 1), end);
      expect(job.state.kind).toBe(kind);
      expect(isOver(job)).toBe(true);
      const late = [tokens(0, 48), preview(0, 2), { kind: 'saved', index: 0, picture } as const];
      expect(late.reduce(fold, job)).toBe(job);
    },
  );

  test('a job that ended early remembers the picture it had in hand', () => {
    const phase = { kind: 'phase', phase: 'draw', index: 1 } as const;
    const job = after(tokens(0, 576), phase, tokens(1, 24), ends[1]![1]);
    expect(progressOf(job)).toMatchObject({ index: 1, tokensDone: 24 });
  });

  test('after a stop the picture that was kept is shown, and nothing that was not', () => {
    const saved = { kind: 'saved', index: 0, picture } as const;
    const job = after(preview(0, 5, true), saved, preview(1, 6), ends[1]![1]);
    expect(job.pictures.map((each) => each.preview?.seq ?? null)).toEqual([5, null]);
  });

  test.each(ends.slice(1))('after %s no preview is left in sight', (_, end) => {
    const job = after(preview(0, 5), preview(1, 1), end);
    expect(job.pictures.map((each) => each.preview)).toEqual([null, null]);
  });

  test('a job that is taken out before its first frame shows none that comes late', () => {
    const job = [tokens(0, 24), preview(0, 1)].reduce(fold, after(ends[1]![1]));
    expect(job.pictures[0]).toMatchObject({ preview: null, tokensDone: 0 });
  });

  test('when the connection is lost, what was seen stays in sight', () => {
    const lost = { kind: 'failed', failure: { code: 'disconnected', message: '' } } as const;
    expect(after(preview(0, 5), lost).pictures[0]?.preview).toMatchObject({ seq: 5 });
  });

  test('when the picture is saved its last frame stays: the page need not load the file', () => {
    const saved = { kind: 'saved', index: 0, picture } as const;
    const job = after(preview(0, 24, true), saved, { kind: 'end' });
    expect(job.pictures[0]).toMatchObject({ saved: picture, preview: { final: true } });
  });
});

describe('progress', () => {
  test('counts the picture in hand exactly and the time for all that is left', () => {
    const phase = { kind: 'phase', phase: 'draw', index: 1 } as const;
    const job = after(tokens(0, 576), phase, tokens(1, 312));
    // (576 − 312) tokens × 50 ms = 13.2 s
    expect(progressOf(job)).toEqual({
      index: 1,
      tokensDone: 312,
      tokensTotal: 576,
      secondsLeft: 13.2,
    });
  });

  test('counts also what finishing the pictures takes, and no picture that is there', () => {
    const saved = { kind: 'saved', index: 0, picture } as const;
    const job = after(tokens(0, 576), saved, tokens(1, 312));
    expect(progressOf(job, 2000).secondsLeft).toBe(15.2);
  });

  test('promises no time before a token has been timed', () => {
    expect(progressOf(beginJob(request)).secondsLeft).toBeNull();
  });

  test('never goes back', () => {
    expect(progressOf(after(tokens(0, 48), tokens(0, 24))).tokensDone).toBe(48);
  });
});
