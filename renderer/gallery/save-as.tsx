import { useState, type JSX } from 'react';
import type { RenderRequest } from '../../preload/contract/gallery.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/check.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { download } from '../ui/download.ts';
import { Quality } from './quality.tsx';

/** Saves the picture as a file of another kind or size; the original stays as it is. */
export function SaveAs({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  const [format, setFormat] = useState<RenderRequest['format']>('png');
  const [scale, setScale] = useState<'1' | '2' | '4'>('1');
  const [quality, setQuality] = useState(90);
  const [settings, setSettings] = useState(true);
  const [mark, setMark] = useState(true);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly sentence: string; readonly bad: boolean } | null>(
    null,
  );

  const save = async (): Promise<void> => {
    setTold(null);
    setBusy(true);
    try {
      const times = scale === '1' ? 1 : scale === '2' ? 2 : 4;
      const wish = { id: picture.id, format, quality, scale: times, settings, mark } as const;
      const rendered = await studio.ask('picture:render', wish);
      download(rendered);
      setTold({ sentence: text('gallery.saved', { name: rendered.name }), bad: false });
    } catch (thrown) {
      setTold({ sentence: text(`failure.${toFailure(thrown).code}`), bad: true });
    }
    setBusy(false);
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
        <div className="flex flex-col gap-2">
          <Check label={text('gallery.withSettings')} checked={settings} onChange={setSettings} />
          {picture.origin !== 'imported' && (
            <Check label={text('gallery.withMark')} checked={mark} onChange={setMark} />
          )}
        </div>
        <Button look="plain" disabled={busy} onClick={() => void save()}>
          <Icon name="save" />
          {text('gallery.save')}
        </Button>
        {picture.tokensDone > 0 && <ToAnimation id={picture.id} />}
        {told !== null && (
          <p role={told.bad ? 'alert' : 'status'} className="text-13 [overflow-wrap:anywhere]">
            {told.sentence}
          </p>
        )}
      </div>
    </details>
  );
}

/** The way to where its making is saved. */
function ToAnimation({ id }: { id: string }): JSX.Element {
  const text = useText();
  return (
    <a
      href={`#making/${id}/save`}
      className="text-13 underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      {text('replay.title')}
    </a>
  );
}
