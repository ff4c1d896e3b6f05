import { useEffect, useRef, useState, type JSX } from 'react';
import { isOver, picturesInRank, type Job } from '../state/jobs.ts';
import { ConfidenceSwitch } from './confidence.tsx';
import { Tile } from './tile.tsx';

interface Props {
  readonly job: Job;
  /** Of a picture, in its pixels. */
  readonly side: number;
  readonly onChoose: (index: number) => void;
}

const GAP = 8;

/** The pictures of one job side by side while they develop, and when they are there. */
export function Tiles({ job, side, onChoose }: Props): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  const shown = picturesInRank(job).filter(
    ({ saved, preview }) => !isOver(job) || saved !== null || preview !== null,
  );
  const { columns, tile } = useGrid(room, shown.length);
  return (
    <div className="flex size-full min-h-0 flex-col items-center px-4 pt-4">
      <div ref={room} className="flex min-h-0 w-full flex-1 items-center justify-center">
        <ul
          className="grid"
          style={{ gap: GAP, gridTemplateColumns: `repeat(${columns}, ${tile}px)` }}
        >
          {shown.map(({ index }) => (
            <li key={index} style={{ height: tile }}>
              <Tile job={job} index={index} side={side} size={tile} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      </div>
      <p className="flex h-8 shrink-0 items-center text-12 text-soft">
        <ConfidenceSwitch />
      </p>
    </div>
  );
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
