import type { JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { Cell } from './cell.tsx';
import { Day } from './day.tsx';
import type { Line } from './layout.ts';

interface Props {
  readonly line: Line;
  /** Its place among the lines. */
  readonly index: number;
  /** From the top of the grid, in CSS pixels. */
  readonly start: number;
  /** Between pictures, in CSS pixels. */
  readonly gap: number;
  /** Of a picture, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly numbers: Uint32Array;
  readonly pictures: ReadonlyMap<number, Picture>;
  readonly chosen: ReadonlySet<number>;
  /** Place of the picture in hand. */
  readonly here: number;
  /** Whether pictures are in order of score. */
  readonly byScore: boolean;
}

/** The name of a day, or pictures side by side. */
export function GridLine(props: Props): JSX.Element {
  const { line, index, start, gap, width, height, numbers, pictures, chosen, here, byScore } =
    props;
  const holdsHand = line.kind === 'pictures' && line.start <= here && here < line.end;
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={`absolute inset-x-0 top-0 flex ${holdsHand ? 'z-1' : ''}`}
      style={{ transform: `translateY(${start}px)`, gap }}
    >
      {line.kind === 'day' ? (
        <div role="rowheader">
          <Day day={line.day} count={line.count} />
        </div>
      ) : (
        Array.from(numbers.subarray(line.start, line.end), (number, column) => (
          <Cell
            key={number}
            number={number}
            at={line.start + column}
            picture={pictures.get(number)}
            width={width}
            height={height}
            active={line.start + column === here}
            chosen={chosen.has(number)}
            choosing={chosen.size > 0}
            byScore={byScore}
          />
        ))
      )}
    </div>
  );
}
