import type { JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { say, sayTime, type Key, type Locale } from '../i18n/text.ts';
import { isOver, progressOf, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';

interface Props {
  readonly job: Job | null;
  /** The saved picture that the stage shows instead of the job. */
  readonly other: Picture | null;
  readonly onBack: () => void;
}

/**
 * Where the job is: its phase in words, exact tokens, time left. With no job in hand, the prompt of
 * the picture on the stage. Always as high, so nothing jumps.
 */
export function ProgressLine({ job, other, onBack }: Props): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  if (other && (job === null || isOver(job))) {
    return (
      <p
        dir="auto"
        title={other.prompt}
        className="h-9 shrink-0 truncate px-4 pt-2 text-center text-13 text-soft"
      >
        {other.prompt}
      </p>
    );
  }
  if (job === null || job.state.kind === 'failed') return <div className="h-9 shrink-0" />;

  const { tokensDone, tokensTotal } = progressOf(job);
  const phase = sayPhase(job);
  const words = sayProgress(job, locale);
  const over = isOver(job);
  const share = tokensDone / Math.max(1, tokensTotal);

  return (
    <div className="flex h-9 shrink-0 flex-col items-center gap-2 px-4">
      <div
        role="progressbar"
        aria-label={text('progress.draw')}
        aria-valuemin={0}
        aria-valuemax={tokensTotal || 1}
        aria-valuenow={tokensDone}
        aria-valuetext={words.join(', ')}
        className={`h-[2px] w-full max-w-160 ${over ? '' : 'bg-line'}`}
      >
        <div
          className={`h-full origin-left ${over ? '' : 'bg-amber-strong'}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <p className="flex items-center gap-3 text-13 text-soft" data-testid="progress">
        <span>{words.join(' · ')}</span>
        {other && (
          <Button look="quiet" className="text-13 underline" onClick={onBack}>
            {text('stage.back')}
          </Button>
        )}
      </p>
      <p role="status" className="sr-only">
        {text(phase.key, phase.values)}
      </p>
    </div>
  );
}

/** The parts of the line: which picture, what is done with it, how far, how long. */
function sayProgress(job: Job, locale: Locale): string[] {
  const { index, tokensDone, tokensTotal, secondsLeft } = progressOf(job);
  const { count } = job.request;
  const { state } = job;
  const phase = sayPhase(job);
  const words: string[] = [];
  if (state.kind === 'running' && count > 1) {
    words.push(say(locale, 'progress.picture', { number: index + 1, count }));
  }
  words.push(say(locale, phase.key, phase.values));
  if (tokensTotal > 0 && state.kind !== 'done') {
    words.push(say(locale, 'progress.tokens', { done: tokensDone, total: tokensTotal }));
  }
  if (state.kind === 'running' && state.phase === 'draw' && secondsLeft !== null) {
    words.push(say(locale, 'progress.left', { time: sayTime(locale, secondsLeft) }));
  }
  return words;
}

function sayPhase({ state, pictures }: Job): { key: Key; values?: Record<string, number> } {
  switch (state.kind) {
    case 'waiting':
      if (state.ahead === 0) return { key: 'progress.waiting' };
      return { key: 'progress.ahead', values: { ahead: state.ahead } };
    case 'running':
      return { key: `progress.${state.phase}` };
    case 'stopped': {
      const saved = pictures.filter((picture) => picture.saved !== null).length;
      if (saved === 0) return { key: 'progress.stopped' };
      return { key: 'progress.some', values: { saved, count: pictures.length } };
    }
    case 'done':
    case 'failed':
      return { key: 'progress.done' };
  }
}
