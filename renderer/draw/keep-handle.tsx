import { useRef, type JSX, type KeyboardEvent, type PointerEvent } from 'react';
import { useText } from '../state/language.ts';

interface Props {
  readonly grid: number;
  readonly rows: number;
  /** The most that can be kept. */
  readonly most: number;
  readonly onChange: (rows: number) => void;
}

/** Rows that Page Up and Page Down walk. */
const PAGE = 4;

/** A line over a picture, dragged or walked with the arrow keys: what is above it stays. */
export function KeepHandle({ grid, rows, most, onChange }: Props): JSX.Element {
  const text = useText();
  const area = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const choose = (wish: number): void => {
    onChange(Math.min(most, Math.max(1, wish)));
  };
  const follow = (event: PointerEvent): void => {
    const at = area.current?.getBoundingClientRect();
    if (at) choose(Math.round(((event.clientY - at.top) / at.height) * grid));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = walk(event.key, rows, most);
    if (to === null) return;
    event.preventDefault();
    choose(to);
  };
  const share = `${(100 * rows) / grid}%`;
  return (
    <div
      ref={area}
      className="absolute inset-0 cursor-row-resize touch-none"
      onPointerDown={(event) => {
        // The line keeps the focus: the press would take it away.
        event.preventDefault();
        line.current?.focus();
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
      }}
    >
      <div
        className="pointer-events-none absolute inset-x-0 bottom-0 flex items-center justify-center overflow-hidden bg-stage/80 text-13 text-ink"
        style={{ top: share }}
      >
        {text('vary.anew')}
      </div>
      <div
        ref={line}
        role="slider"
        tabIndex={0}
        aria-label={text('vary.rows')}
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={most}
        aria-valuenow={rows}
        aria-valuetext={text('vary.keeps', { rows, grid })}
        className="absolute inset-x-0 -mt-px h-[2px] bg-amber-strong"
        style={{ top: share }}
        onKeyDown={onKeyDown}
      >
        <span
          aria-hidden="true"
          className="absolute top-1/2 left-1/2 h-4 w-10 -translate-1/2 rounded-full border border-line bg-amber"
        />
      </div>
    </div>
  );
}

/** Where a key leads: down keeps more, as the line goes down. */
function walk(key: string, rows: number, most: number): number | null {
  const ways: Readonly<Record<string, number>> = {
    ArrowDown: rows + 1,
    ArrowRight: rows + 1,
    ArrowUp: rows - 1,
    ArrowLeft: rows - 1,
    PageDown: rows + PAGE,
    PageUp: rows - PAGE,
    Home: 1,
    End: most,
  };
  return ways[key] ?? null;
}
