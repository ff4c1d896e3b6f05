import type { JSX } from 'react';
import { normal, ranges, set, settings, ways } from '../state/draw-settings.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Choice } from '../ui/choice.tsx';
import { GridField } from './grid-field.tsx';
import { Slider } from '../ui/slider.tsx';

/** How many pictures, and what is done with them. */
export function SeveralField(): JSX.Element {
  const text = useText();
  const { several, count, of } = useStore(settings);
  return (
    <div className="flex flex-col gap-4">
      <Choice
        label={text('several.label')}
        hint={text(`several.${several}.hint`)}
        value={several}
        options={ways.map((value) => ({ value, label: text(`several.${value}`) }))}
        onChange={(value) => {
          set({ several: value });
        }}
      />
      {several === 'each' && (
        <Slider
          label={text('count.label')}
          hint={text('count.hint')}
          value={count}
          normal={normal.count}
          {...ranges.count}
          resetLabel={text('settings.reset', { name: text('count.label') })}
          onChange={(value) => {
            set({ count: value });
          }}
        />
      )}
      {several === 'best' && (
        <Slider
          label={text('best.label')}
          hint={text('best.hint')}
          value={of}
          normal={normal.of}
          {...ranges.of}
          resetLabel={text('settings.reset', { name: text('best.label') })}
          onChange={(value) => {
            set({ of: value });
          }}
        />
      )}
      {several === 'grid' && <GridField />}
    </div>
  );
}
