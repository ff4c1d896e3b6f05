import { useEffect, useRef, useState, type JSX } from 'react';
import { isOver, picturesInRank, type Job } from '../state/jobs.ts';
import type { PictureScore } from '../../preload/contract/score.ts';
import { percentOf } from '../score/words.ts';
import { useText } from '../state/language.ts';
import { LiveCanvas } from './live-canvas.tsx';
import { SavedImage } from './saved-image.tsx';

interface Props {
  readonly job: Job;
  /** Of a picture, in its pixels. */
  readonly side: number;
  readonly onChoose: (index: number) => void;
}

const GAP = 8;

/** The pictures of one job side by side while they develop, and when they are there. */
export function Tiles({ job, side, onChoose }: Props): JSX.Element {
  const text = useText();
  const room = useRef<HTMLDivElement>(null);
  const shown = picturesInRank(job).filter(
    ({ saved, preview }) => !isOver(job) || saved !== null || preview !== null,
  );
  const { columns, tile } = useGrid(room, shown.length);
  return (
    <div ref={room} className="flex size-full min-h-0 items-center justify-center p-4">
      <ul
        className="grid"
        style={{ gap: GAP, gridTemplateColumns: `repeat(${columns}, ${tile}px)` }}
      >
        {shown.map(({ index, preview, saved }) => (
          <li key={index} style={{ height: tile }}>
            <button
              type="button"
              className="relative block size-full bg-surface outline outline-line hover:outline-edge"
              style={{ imageRendering: tile > side ? 'pixelated' : 'auto' }}
              aria-label={sayTile(text, index, job)}
              onClick={() => {
                onChoose(index);
              }}
            >
              {saved && preview === null ? (
                <SavedImage picture={saved} label="" />
              ) : (
                <LiveCanvas
                  preview={preview}
                  side={preview?.side ?? side}
                  label=""
                  className="size-full [image-rendering:inherit]"
                />
              )}
              {saved?.score && <Mark score={saved.score} best={isBest(index, job)} />}
            </button>
          </li>
        ))}
      </ul>
    </div>
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

/** The columns that make the tiles largest. */
function useGrid(
  room: React.RefObject<HTMLElement | null>,
  count: number,
): { columns: number; tile: number } {
  const [space, setSpace] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSpace({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [room]);
  let best = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const across = (space.width - GAP * (columns - 1)) / columns;
    const down = (space.height - GAP * (rows - 1)) / rows;
    const tile = Math.floor(Math.min(across, down));
    if (tile > best.tile) best = { columns, tile };
  }
  return best;
}
