import { useEffect, useRef, useSyncExternalStore, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { prefer, preferences, previews } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Slider } from '../ui/slider.tsx';
import { ModelField } from './model-field.tsx';
import { SeedField } from './seed-field.tsx';
import { SeveralField } from './several-field.tsx';
import { guidanceOf, normal, ranges, set, settings } from '../state/draw-settings.ts';

interface Props {
  /** Narrow windows only: a wide one shows it always. */
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Every setting of the next picture: a column where there is room, else a sheet. */
export function Inspector({ open, onClose }: Props): JSX.Element {
  const text = useText();
  const wide = useWide();
  const sheet = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (wide) onClose();
    else if (open) sheet.current?.showModal();
  }, [wide, open, onClose]);

  if (wide) {
    return (
      <aside
        aria-label={text('settings.title')}
        className="w-76 shrink-0 overflow-y-auto border-l border-line p-4"
      >
        <SettingFields />
      </aside>
    );
  }
  return (
    <dialog
      ref={sheet}
      aria-label={text('settings.title')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === sheet.current) sheet.current.close();
      }}
      className="m-0 ml-auto h-dvh max-h-none w-80 max-w-full border-l border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-black/40 open:block"
    >
      <div className="flex h-full flex-col overflow-y-auto p-4">
        <div className="mb-3 flex items-center justify-between">
          <h2 className="text-16 font-bold">{text('settings.title')}</h2>
          <Button
            look="quiet"
            aria-label={text('settings.close')}
            onClick={() => sheet.current?.close()}
          >
            <Icon name="close" />
          </Button>
        </div>
        <SettingFields />
      </div>
    </dialog>
  );
}

function SettingFields(): JSX.Element {
  const text = useText();
  const { guidance, temperature } = useStore(settings);
  const own = guidanceOf(useStore(studioState).model);
  const { preview } = useStore(preferences);
  const reset = (label: string): string => text('settings.reset', { name: label });
  return (
    <div className="flex flex-col gap-6">
      <ModelField />
      <SeedField />
      <SeveralField />
      <Slider
        label={text('guidance.label')}
        hint={text('guidance.hint')}
        value={guidance ?? own}
        normal={own}
        {...ranges.guidance}
        resetLabel={reset(text('guidance.label'))}
        onChange={(value) => {
          set({ guidance: value === own ? null : value });
        }}
      />
      <Slider
        label={text('temperature.label')}
        hint={text('temperature.hint')}
        value={temperature}
        normal={normal.temperature}
        {...ranges.temperature}
        resetLabel={reset(text('temperature.label'))}
        onChange={(value) => {
          set({ temperature: value });
        }}
      />
      <Choice
        label={text('preview.label')}
        hint={text('preview.hint')}
        value={preview}
        options={previews.map((value) => ({
          value,
          label: text(`preview.${value}`),
        }))}
        onChange={(value) => {
          prefer({ preview: value });
        }}
      />
    </div>
  );
}

const wideWindow = window.matchMedia('(min-width: 1100px)');

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wideWindow.addEventListener('change', listener);
      return () => {
        wideWindow.removeEventListener('change', listener);
      };
    },
    () => wideWindow.matches,
  );
}
