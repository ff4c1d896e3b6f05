import type { JSX } from 'react';
import type { PictureScore } from '../../preload/contract/score.ts';
import { percentOf } from '../score/words.ts';
import { isOver, picturesInRank, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { SureMark, useSure } from './confidence.tsx';
import { JobImage } from './job-image.tsx';

interface Props {
  readonly job: Job;
  readonly index: number;
  /** Of the picture, in its pixels. */
  readonly side: number;
  /** Of the tile, on the screen. */
  readonly size: number;
  readonly label?: string;
  readonly onChoose: (index: number) => void;
}

/** One of a job's pictures beside others, while it develops and when it is there. */
export function Tile({ job, index, side, size, label, onChoose }: Props): JSX.Element {
  const text = useText();
  const picture = job.pictures[index];
  const score = picture?.saved?.score;
  const sure = useSure(picture?.odds ?? null, job.tokensTotal);
  return (
    <button
      type="button"
      className="relative block size-full bg-surface outline outline-line hover:outline-edge"
      style={{ imageRendering: size > side ? 'pixelated' : 'auto' }}
      aria-label={label ?? sayTile(text, index, job)}
      onClick={() => {
        onChoose(index);
      }}
    >
      {picture && <JobImage picture={picture} side={side} label="" sure={sure} />}
      {sure && <SureMark {...sure} />}
      {score && <Mark score={score} best={isBest(index, job)} />}
    </button>
  );
}

/** A picture's score over its corner, and whether it is the best. */
function Mark({ score, best }: { score: PictureScore; best: boolean }): JSX.Element {
  const text = useText();
  return (
    <span className="absolute bottom-0 left-0 flex appear items-center bg-surface text-13">
      {best && (
        <span className="bg-amber px-2 py-[2px] font-bold text-on-amber">{text('score.best')}</span>
      )}
      <span className="px-2 py-[2px]">
        {text('score.percent', { percent: percentOf(score.value) })}
      </span>
    </span>
  );
}

/** It came first, now that all are judged. */
function isBest(index: number, job: Job): boolean {
  return isOver(job) && picturesInRank(job)[0]?.index === index;
}

function sayTile(text: ReturnType<typeof useText>, index: number, job: Job): string {
  const place = { number: index + 1, count: job.pictures.length };
  const score = job.pictures[index]?.saved?.score;
  if (!score) return text('strip.number', place);
  const key = isBest(index, job) ? 'score.tileBest' : 'score.tile';
  return text(key, { ...place, percent: percentOf(score.value) });
}
