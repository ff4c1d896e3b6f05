import { useState, type JSX, type ReactNode } from 'react';
import type { DrawRequest } from '../../preload/contract/picture.ts';
import type { QueueChange, QueuedJob } from '../../preload/contract/queue.ts';
import { draw } from '../state/drawing.ts';
import { useText } from '../state/language.ts';
import { overrule } from '../state/overruled.ts';
import { changeJob, pauseQueue, queue } from '../state/queue.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';

/** The Draw button's right half: how many are in the queue, and the queue itself. */
export function QueuePopover({ bright }: { bright: boolean }): JSX.Element {
  const text = useText();
  const count = useStore(queue)?.jobs.length ?? 0;
  return (
    <Popover
      look={bright ? 'make' : 'plain'}
      label={count === 0 ? text('queue.title') : text('queue.count', { count })}
      className={`min-w-9 gap-1 rounded-l-none px-2 ${bright ? 'border-l border-on-amber/30' : 'border-l-0'}`}
      panelClassName="w-104 max-w-[calc(100vw-1rem)]"
      face={
        <>
          <Icon name="list" />
          {count > 0 && <span className="text-13 font-bold">{count}</span>}
        </>
      }
    >
      {() => <QueueList />}
    </Popover>
  );
}

function QueueList(): JSX.Element {
  const text = useText();
  const state = useStore(queue);
  const [removed, setRemoved] = useState<DrawRequest | null>(null);
  const jobs = state?.jobs ?? [];
  return (
    <div className="flex flex-col">
      <div className="flex items-center gap-2 p-3 pl-4">
        <h2 className="flex-1 text-14 font-bold">{text('queue.title')}</h2>
        <Button
          look="small"
          onClick={() => {
            pauseQueue(state?.paused !== true);
          }}
        >
          <Icon name={state?.paused ? 'play' : 'pause'} />
          {text(state?.paused ? 'queue.resume' : 'queue.pause')}
        </Button>
      </div>
      {state?.paused && (
        <p className="px-4 pb-3 text-13 text-soft">
          {text(state.afterCrash ? 'queue.afterCrash' : 'queue.isPaused')}
        </p>
      )}
      {jobs.length === 0 && <p className="px-4 pb-4 text-13 text-soft">{text('queue.empty')}</p>}
      <ul className="flex flex-col">
        {jobs.map((job, at) => (
          <Entry
            key={job.id}
            job={job}
            first={jobs[at - 1]?.state === 'running' || at === 0}
            last={at === jobs.length - 1}
            onRemoved={() => {
              setRemoved(job.request);
            }}
          />
        ))}
      </ul>
      {removed && (
        <p className="flex items-center gap-3 border-t border-line px-4 py-2 text-13 text-soft">
          <span className="min-w-0 flex-1 truncate">{text('queue.removed')}</span>
          <Button
            look="quiet"
            autoFocus
            className="text-13 underline"
            onClick={() => {
              setRemoved(null);
              void draw(removed);
            }}
          >
            {text('queue.undo')}
          </Button>
        </p>
      )}
    </div>
  );
}

interface EntryProps {
  readonly job: QueuedJob;
  /** Of those that can be moved. */
  readonly first: boolean;
  readonly last: boolean;
  readonly onRemoved: () => void;
}

function Entry({ job, first, last, onRemoved }: EntryProps): JSX.Element {
  const text = useText();
  const act = (change: QueueChange['change'], icon: IconName, label: string): ReactNode => {
    const atEnd = change === 'down' ? last : (change === 'up' || change === 'front') && first;
    return (
      <Button
        look="quiet"
        className="size-7 px-0 aria-disabled:opacity-50"
        aria-disabled={atEnd}
        aria-label={label}
        title={label}
        onClick={() => {
          if (atEnd) return;
          changeJob(job.id, change);
          if (change === 'discard' && job.state !== 'running') onRemoved();
        }}
      >
        <Icon name={icon} />
      </Button>
    );
  };
  return (
    <li className="flex gap-2 border-t border-line py-2 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <p dir="auto" title={job.request.prompt} className="line-clamp-2 text-14">
          {job.request.prompt}
        </p>
        <p className={`text-12 ${job.state === 'failed' ? 'text-ink' : 'text-soft'}`}>
          <State job={job} />
        </p>
        {job.failure?.code === 'out-of-memory' && job.request.loadAnyway !== true && (
          <Button
            look="quiet"
            className="text-12! underline"
            title={text('failed.anyway.risk')}
            onClick={() => {
              overrule(job.request.model);
              changeJob(job.id, 'load-anyway');
            }}
          >
            {text('failed.anyway')}
          </Button>
        )}
        {job.state === 'running' && (
          <div className="mt-1 h-[2px] bg-line">
            <div
              className="h-full origin-left bg-amber-strong"
              style={{ transform: `scaleX(${job.progress})` }}
            />
          </div>
        )}
      </div>
      <div className="flex shrink-0 items-start">
        {job.state === 'running' && act('stop', 'stop', text('end.stop'))}
        {job.state === 'waiting' && (
          <>
            {act('front', 'front', text('queue.front'))}
            {act('up', 'up', text('queue.up'))}
            {act('down', 'down', text('queue.down'))}
          </>
        )}
        {job.state === 'failed' && act('retry', 'reset', text('failed.again'))}
        {act('discard', 'close', text(job.state === 'running' ? 'end.discard' : 'queue.remove'))}
      </div>
    </li>
  );
}

function State({ job }: { job: QueuedJob }): JSX.Element {
  const text = useText();
  const { count, model = '' } = job.request;
  const facts = [
    ...(count > 1 ? [text('queue.pictures', { saved: job.saved, count })] : []),
    ...(model === '' ? [] : [model]),
  ];
  const state =
    job.state === 'running'
      ? text('queue.running', { percent: Math.floor(100 * job.progress) })
      : job.failure
        ? text(`failure.${job.failure.code}`)
        : text('queue.waiting');
  return <>{[state, ...facts].join(' · ')}</>;
}
