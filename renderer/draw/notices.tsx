import type { JSX } from 'react';
import { elsewhere, watchNow } from '../state/drawing.ts';
import { pauseQueue, queue } from '../state/queue.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export function NoModelNotice(): JSX.Element {
  const text = useText();
  return (
    <Notice title={text('none.title')}>
      <p className="text-14">{text('none.text')}</p>
      <a
        href="#models"
        className="inline-flex h-9 items-center rounded-control bg-ink px-4 text-14 font-bold text-surface hover:opacity-90 forced-colors:border"
      >
        {text('none.open')}
      </a>
      <p className="text-13 text-soft">{text('none.after')}</p>
    </Notice>
  );
}

/** @param brief One line above a picture, instead of the stage's only content. */
export function LostNotice({ brief = false }: { brief?: boolean }): JSX.Element {
  const text = useText();
  if (!brief) {
    return (
      <Notice title={text('lost.title')} urgent>
        <p className="text-14">{text('lost.text')}</p>
      </Notice>
    );
  }
  return (
    <p
      role="alert"
      className="max-w-140 appear rounded-control border border-line bg-raised px-4 py-2 text-13"
    >
      <strong className="font-bold">{text('lost.title')}.</strong> {text('lost.text')}
    </p>
  );
}

/** Says that another window has something drawn. It does not take the place of what is looked at. */
export function ElsewhereLine(): JSX.Element | null {
  const text = useText();
  if (useStore(elsewhere) === null) return null;
  return <Line text={text('elsewhere.text')} action={text('elsewhere.watch')} onAct={watchNow} />;
}

/** Says why what waits is not drawn. */
export function PausedLine(): JSX.Element | null {
  const text = useText();
  const state = useStore(queue);
  if (!state?.paused || !state.jobs.some((job) => job.state === 'waiting')) return null;
  return (
    <Line
      text={text(state.afterCrash ? 'queue.afterCrash' : 'queue.isPaused')}
      action={text('queue.resume')}
      onAct={() => {
        pauseQueue(false);
      }}
    />
  );
}

interface LineProps {
  readonly text: string;
  readonly action: string;
  readonly onAct: () => void;
}

function Line({ text, action, onAct }: LineProps): JSX.Element {
  return (
    <div
      role="status"
      className="flex max-w-160 appear items-center gap-3 rounded-control border border-line bg-raised py-1 pr-1 pl-4 text-13"
    >
      <span>{text}</span>
      <Button look="small" className="shrink-0" onClick={onAct}>
        {action}
      </Button>
    </div>
  );
}

interface FailedProps {
  readonly failure: JobFailure;
  /** Its model was loaded already though the forecast said that the memory would not do. */
  readonly overruled: boolean;
  readonly onAgain: () => void;
  readonly onLoadAnyway: () => void;
  readonly onChange: () => void;
}

/** Codes that the same request would meet again: the way out leads back to the prompt. */
const lasting: readonly JobFailure['code'][] = ['bad-request', 'context-full', 'no-model'];

export function FailedNotice({ failure, ...ways }: FailedProps): JSX.Element {
  const text = useText();
  const { models } = useStore(studioState);
  const gone = failure.code === 'no-model' && models.length > 0;
  if (failure.code === 'no-model' && !gone) return <NoModelNotice />;
  const [, title = '', rest = ''] =
    /^(.*?)[.。](.*)$/s.exec(text(gone ? 'failed.modelGone' : `failure.${failure.code}`)) ?? [];
  return (
    <Notice title={title} urgent>
      {rest !== '' && <p className="text-14">{rest}</p>}
      <details className="w-full text-13">
        <summary className="w-fit rounded-control text-soft">{text('failed.details')}</summary>
        <p lang="en" className="mt-2 text-14 [overflow-wrap:anywhere]">
          {failure.message}
        </p>
      </details>
      <WaysOut failure={failure} {...ways} />
    </Notice>
  );
}

/** What can be done about a failure. */
function WaysOut({
  failure,
  overruled,
  onAgain,
  onLoadAnyway,
  onChange,
}: FailedProps): JSX.Element {
  const text = useText();
  const lasts = lasting.includes(failure.code);
  const refused = failure.code === 'out-of-memory' && !overruled;
  return (
    <>
      {refused && <p className="text-14">{text('failed.anyway.risk')}</p>}
      <div className="flex flex-wrap gap-2">
        <Button look="plain" onClick={lasts ? onChange : onAgain}>
          {text(lasts ? 'failed.change' : 'failed.again')}
        </Button>
        {refused && (
          <Button look="plain" onClick={onLoadAnyway}>
            {text('failed.anyway')}
          </Button>
        )}
      </div>
    </>
  );
}
