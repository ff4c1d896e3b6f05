import { useId, type JSX } from 'react';
import { set, settings } from '../state/draw-settings.ts';
import {
  gridOf,
  gridRanges,
  gridSettings,
  numbersOf,
  plainGrid,
  seedRange,
  turnSide,
  type GridWish,
} from '../state/grid-wish.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Slider } from '../ui/slider.tsx';

/** Which two settings change over a grid, and through which values. */
export function GridField(): JSX.Element {
  const text = useText();
  const { grid, seed } = useStore(settings);
  const drawn = gridOf(grid, seed);
  const size = drawn && { columns: drawn.across.values.length, rows: drawn.down.values.length };
  return (
    <div className="flex flex-col gap-4">
      <Side side="across" wish={grid} />
      <Side side="down" wish={grid} />
      <p aria-live="polite" className="text-12 text-soft">
        {size
          ? text('grid.size', { ...size, count: size.columns * size.rows })
          : text('grid.unclear')}
      </p>
    </div>
  );
}

interface SideProps {
  readonly side: 'across' | 'down';
  readonly wish: GridWish;
}

function Side({ side, wish }: SideProps): JSX.Element {
  const text = useText();
  const id = useId();
  const what = wish[side];
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-13 font-bold">
        {text(`grid.${side}`)}
      </label>
      <select
        id={id}
        className="h-9 w-full rounded-control border border-edge bg-raised px-2 text-14"
        value={what}
        onChange={(event) => {
          const chosen = gridSettings.find((each) => each === event.currentTarget.value);
          if (chosen) set({ grid: turnSide(wish, side, chosen) });
        }}
      >
        {gridSettings.map((each) => (
          <option key={each} value={each}>
            {text(`${each}.label`)}
          </option>
        ))}
      </select>
      {what === 'seed' ? (
        <Slider
          label={text('grid.seeds')}
          hint={text('grid.seedsHint')}
          value={wish.seeds}
          normal={plainGrid.seeds}
          {...seedRange}
          resetLabel={text('settings.reset', { name: text('grid.seeds') })}
          onChange={(value) => {
            set({ grid: { ...wish, seeds: value } });
          }}
        />
      ) : (
        <Values what={what} wish={wish} />
      )}
    </div>
  );
}

function Values({ what, wish }: { what: keyof typeof gridRanges; wish: GridWish }): JSX.Element {
  const text = useText();
  const id = useId();
  return (
    <>
      <input
        type="text"
        inputMode="decimal"
        aria-label={text('grid.values', { name: text(`${what}.label`) })}
        aria-describedby={id}
        aria-invalid={numbersOf(wish[what], what) === null}
        className="h-9 w-full rounded-control border border-edge bg-raised px-2 text-14 aria-invalid:border-ink"
        value={wish[what]}
        onChange={(event) => {
          set({ grid: { ...wish, [what]: event.currentTarget.value } });
        }}
      />
      <p id={id} className="text-12 text-soft">
        {text('grid.valuesHint', gridRanges[what])}
      </p>
    </>
  );
}
