import { useEffect, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { say, sayTime, type Key, type Locale } from '../i18n/text.ts';
import { end, finishing } from '../state/drawing.ts';
import { isOver, progressOf, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { promptField } from './prompt-field.tsx';

interface Props {
  readonly job: Job | null;
  /** The saved picture that the stage shows instead of the job. */
  readonly other: Picture | null;
  /** What the job that is over has to show beside it. */
  readonly more: 'stage.unseen' | 'stage.all' | null;
  readonly onBack: () => void;
}

/**
 * Where the job is: its phase in words, exact tokens, time left, and how to end it. With no job in
 * hand, the prompt of the picture on the stage. Always as high, so nothing jumps.
 */
export function ProgressLine({ job, other, more, onBack }: Props): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const finishingMs = useStore(finishing);
  const elapsed = useElapsed(job);
  if (other && (job === null || isOver(job))) {
    return (
      <p className="flex h-11 shrink-0 items-center justify-center gap-3 px-4 text-13 text-soft">
        <span dir="auto" title={other.prompt} className="truncate">
          {other.prompt}
        </span>
        {more !== null && (
          <Button look="quiet" className="appear text-13! underline" onClick={onBack}>
            {text(more)}
          </Button>
        )}
      </p>
    );
  }
  if (job === null || job.state.kind === 'failed') return <div className="h-11 shrink-0" />;

  const { done, total } = shareOf(job);
  const phase = sayPhase(job);
  const words = sayProgress(job, locale, finishingMs, elapsed);
  const over = isOver(job);

  return (
    <div className="flex h-11 shrink-0 flex-col items-center gap-1 px-4">
      <div
        role="progressbar"
        aria-label={text('progress.draw')}
        aria-valuemin={0}
        aria-valuemax={total || 1}
        aria-valuenow={done}
        aria-valuetext={words.join(', ')}
        className={`h-[2px] w-full max-w-160 ${over ? '' : 'bg-line'}`}
      >
        <div
          className={`h-full origin-left ${over ? '' : 'bg-amber-strong'}`}
          style={{ transform: `scaleX(${done / Math.max(1, total)})` }}
        />
      </div>
      <div className="flex min-h-8 max-w-full items-center gap-3 text-13 text-soft">
        <span data-testid="progress" className="truncate">
          {words.join(' · ')}
        </span>
        {other && (
          <Button look="quiet" className="text-13! underline" onClick={onBack}>
            {text('stage.back')}
          </Button>
        )}
        {!over && <Endings ending={job.ending} waiting={job.state.kind === 'waiting'} />}
      </div>
      <p role="status" className="sr-only">
        {text(phase.key, phase.values)}
      </p>
    </div>
  );
}

/** What the bar shows: tokens of the picture in hand; while they are judged, pictures. */
function shareOf(job: Job): { readonly done: number; readonly total: number } {
  const { index, tokensDone, tokensTotal } = progressOf(job);
  const judging = job.state.kind === 'running' && job.state.phase === 'judge';
  if (judging) return { done: index, total: job.request.count };
  return { done: tokensDone, total: tokensTotal };
}

/** The two ways to end a job. Both give the focus back to the prompt: they go when the job ends. */
function Endings({ ending, waiting }: { ending: boolean; waiting: boolean }): JSX.Element {
  const text = useText();
  const press = (how: 'stop' | 'discard'): void => {
    promptField()?.focus();
    end(how);
  };
  return (
    <span className="flex shrink-0 items-center gap-3">
      {!waiting && (
        <Button
          look="small"
          disabled={ending}
          title={text('end.stopHint')}
          onClick={() => {
            press('stop');
          }}
        >
          <span className="size-2.5 rounded-[2px] bg-current" aria-hidden="true" />
          {text('end.stop')}
        </Button>
      )}
      <Button
        look="quiet"
        className="text-13!"
        title={text(waiting ? 'queue.remove' : 'end.discardHint')}
        onClick={() => {
          press('discard');
        }}
      >
        {text(waiting ? 'queue.remove' : 'end.discard')}
      </Button>
    </span>
  );
}

/** Seconds since the job entered the phase it is in, for phases that cannot say how far they are. */
function useElapsed(job: Job | null): number {
  const state = job?.state;
  const phase = state?.kind === 'running' ? `${state.phase} ${state.index} ${job?.id ?? ''}` : null;
  const [since, setSince] = useState({ phase, seconds: 0 });
  useEffect(() => {
    const begunMs = performance.now();
    if (phase === null || phase.startsWith('draw')) return;
    const timer = setInterval(() => {
      setSince({ phase, seconds: Math.floor((performance.now() - begunMs) / 1000) });
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [phase]);
  return since.phase === phase ? since.seconds : 0;
}

/** The parts of the line: which picture, what is done with it, how far, how long. */
function sayProgress(job: Job, locale: Locale, finishingMs: number, elapsed: number): string[] {
  const { index, tokensDone, tokensTotal, secondsLeft } = progressOf(job, finishingMs);
  const { count } = job.request;
  const { state } = job;
  const phase = sayPhase(job);
  const words: string[] = [];
  if (state.kind === 'running' && count > 1) {
    words.push(say(locale, 'progress.picture', { number: index + 1, count }));
  }
  words.push(say(locale, phase.key, phase.values));
  const judging = state.kind === 'running' && state.phase === 'judge';
  if (tokensTotal > 0 && state.kind !== 'done' && !judging) {
    words.push(say(locale, 'progress.tokens', { done: tokensDone, total: tokensTotal }));
  }
  if (job.ending) return words;
  if (state.kind === 'running' && state.phase === 'draw' && secondsLeft !== null) {
    words.push(say(locale, 'progress.left', { time: sayTime(locale, secondsLeft) }));
  } else if (elapsed >= 2) words.push(say(locale, 'time.seconds', { count: elapsed }));
  return words;
}

function sayPhase({ state, pictures, ending }: Job): {
  key: Key;
  values?: Record<string, number>;
} {
  switch (state.kind) {
    case 'waiting':
      if (state.ahead === 0) return { key: 'progress.waiting' };
      return { key: 'progress.ahead', values: { ahead: state.ahead } };
    case 'running':
      return { key: ending ? 'progress.ending' : `progress.${state.phase}` };
    case 'stopped': {
      const saved = pictures.filter((picture) => picture.saved !== null);
      if (saved.length === 0) return { key: 'progress.stopped' };
      if (pictures.length === 1) return { key: 'progress.kept' };
      return { key: 'progress.some', values: { saved: saved.length, count: pictures.length } };
    }
    case 'done':
    case 'failed':
      return { key: 'progress.done' };
  }
}
