import { useEffect, useRef, useState, type JSX, type RefObject } from 'react';
import type { Grid } from '../../preload/contract/grid.ts';
import { placeOf } from '../state/cells.ts';
import { isOver, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ConfidenceSwitch } from './confidence.tsx';
import { saveSheet } from './save-sheet.ts';
import { Tile } from './tile.tsx';

interface Props {
  readonly job: Job;
  readonly grid: Grid;
  /** Of a picture, in its pixels. */
  readonly side: number;
  readonly onChoose: (index: number) => void;
}

const GAP = 8;
const GUTTER = 96;
const HEAD = 36;
const FOOT = 36;

/** A job's pictures as a sheet: one setting changes across, one down, and each line says its value. */
export function Sheet({ job, grid, side, onChoose }: Props): JSX.Element {
  const text = useText();
  const room = useRef<HTMLDivElement>(null);
  const { across, down } = grid;
  const tile = useTile(room, across.values.length, down.values.length);
  const column = (at: number) => `${text(`${across.what}.label`)} ${across.values[at] ?? ''}`;
  const row = (at: number) => `${text(`${down.what}.label`)} ${down.values[at] ?? ''}`;
  const label = (index: number) => {
    const place = placeOf(grid, index);
    return `${column(place.column)}, ${row(place.row)}`;
  };
  const saved = job.pictures.map((picture) => picture.saved);
  return (
    <div ref={room} className="flex size-full min-h-0 flex-col items-center justify-center p-4">
      <ul
        className="grid text-12 text-soft"
        style={{
          gap: GAP,
          gridTemplateColumns: `${GUTTER}px repeat(${across.values.length}, ${tile}px)`,
          gridTemplateRows: `${HEAD}px`,
        }}
      >
        <li role="presentation" />
        {across.values.map((value, at) => (
          <li key={value} role="presentation" className="text-center" title={column(at)}>
            <span className="block truncate">{text(`${across.what}.label`)}</span>
            <span className="block truncate text-ink">{value}</span>
          </li>
        ))}
        {job.pictures.map((_, index) => {
          const place = placeOf(grid, index);
          return (
            <li key={index} className="contents">
              {place.column === 0 && (
                <span className="flex flex-col items-end justify-center text-right">
                  <span>{text(`${down.what}.label`)}</span>
                  <span className="max-w-full truncate text-ink">{down.values[place.row]}</span>
                </span>
              )}
              <span style={{ height: tile }}>
                <Tile
                  job={job}
                  index={index}
                  side={side}
                  size={tile}
                  label={label(index)}
                  onChoose={onChoose}
                />
              </span>
            </li>
          );
        })}
      </ul>
      <p className="flex shrink-0 items-end gap-4" style={{ height: FOOT }}>
        <ConfidenceSwitch />
        {isOver(job) && saved.some((picture) => picture !== null) && (
          <Button
            look="quiet"
            className="appear text-13!"
            onClick={() => {
              void saveSheet({
                title: job.request.prompt,
                columns: across.values.map((_, at) => column(at)),
                rows: down.values.map((_, at) => row(at)),
                pictures: saved,
              });
            }}
          >
            <Icon name="save" />
            {text('grid.save')}
          </Button>
        )}
      </p>
    </div>
  );
}

/** The largest side that lets every row and column into the room. */
function useTile(room: RefObject<HTMLElement | null>, columns: number, rows: number): number {
  const [tile, setTile] = useState(0);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      const across = (width - 2 * GUTTER - GAP * columns) / columns;
      const down = (height - HEAD - FOOT - GAP * rows) / rows;
      setTile(Math.max(16, Math.floor(Math.min(across, down))));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [room, columns, rows]);
  return tile;
}
