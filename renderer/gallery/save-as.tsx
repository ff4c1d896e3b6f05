import { useState, type JSX } from 'react';
import type { RenderRequest } from '../../preload/contract/gallery.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { download } from './download.ts';

/** Saves the picture as a file of another kind or size; the original stays as it is. */
export function SaveAs({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  const [format, setFormat] = useState<RenderRequest['format']>('png');
  const [scale, setScale] = useState<'1' | '2' | '4'>('1');
  const [quality, setQuality] = useState(90);
  const [settings, setSettings] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);

  const save = async (): Promise<void> => {
    setFailure(null);
    try {
      const times = scale === '1' ? 1 : scale === '2' ? 2 : 4;
      const wish = { id: picture.id, format, quality, scale: times, settings } as const;
      download(await studio.ask('picture:render', wish));
    } catch (thrown) {
      setFailure(text(`failure.${toFailure(thrown).code}`));
    }
  };

  return (
    <details
      className="rounded-card border border-line"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) currentTarget.scrollIntoView({ block: 'nearest' });
      }}
    >
      <summary className="px-3 py-2 text-13 font-bold">{text('gallery.saveAs')}</summary>
      <div className="flex flex-col gap-4 p-3 pt-1">
        <Choice
          label={text('gallery.format')}
          hint={text(`gallery.format.${format}`)}
          value={format}
          options={[
            { value: 'png', label: 'PNG' },
            { value: 'jpeg', label: 'JPEG' },
            { value: 'webp', label: 'WebP' },
          ]}
          onChange={setFormat}
        />
        {format !== 'png' && <Quality value={quality} onChange={setQuality} />}
        <Choice
          label={text('gallery.scale')}
          hint={text('gallery.scale.hint', {
            width: picture.width * Number(scale),
            height: picture.height * Number(scale),
          })}
          value={scale}
          options={(['1', '2', '4'] as const).map((value) => ({ value, label: `${value}×` }))}
          onChange={setScale}
        />
        <label className="flex items-center gap-2 text-13">
          <input
            type="checkbox"
            className="size-4"
            checked={settings}
            onChange={(event) => {
              setSettings(event.currentTarget.checked);
            }}
          />
          {text('gallery.withSettings')}
        </label>
        <Button look="plain" onClick={() => void save()}>
          <Icon name="save" />
          {text('gallery.save')}
        </Button>
        {failure !== null && (
          <p role="alert" className="text-13">
            {failure}
          </p>
        )}
      </div>
    </details>
  );
}

interface QualityProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** How well JPEG and WebP keep the picture. */
function Quality({ value, onChange }: QualityProps): JSX.Element {
  const text = useText();
  return (
    <label className="flex items-center gap-3 text-13">
      {text('gallery.quality')}
      <input
        type="range"
        className="min-w-0 flex-1"
        min={40}
        max={100}
        value={value}
        onChange={(event) => {
          onChange(Number(event.currentTarget.value));
        }}
      />
      <span className="w-8 text-right">{value}</span>
    </label>
  );
}
