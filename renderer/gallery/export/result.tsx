import type { JSX } from 'react';
import type { Exported } from '../../../preload/contract/export.ts';
import { sayBytes } from '../../i18n/amounts.ts';
import { sayTime } from '../../i18n/text.ts';
import { useText } from '../../state/language.ts';
import { preferences } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { downloadFrom } from '../../ui/download.ts';
import { exporting, reveal, stopExport, type Exporting } from './exporting.ts';

interface Props {
  readonly going: Exporting;
  readonly onClose: () => void;
}

/** How an export goes on, and what came of it. */
export function Result({ going, onClose }: Props): JSX.Element {
  const text = useText();
  const putAway = (): void => {
    exporting.set(null);
  };
  if (going.state === 'going') return <Going going={going} onClose={onClose} />;
  if (going.state === 'failed') {
    const { code, message } = going.failure;
    return (
      <Trouble
        sentence={text(`failure.${code}`)}
        detailsLabel={text('gallery.details')}
        details={message}
      >
        <Button look="plain" autoFocus className="mt-2 self-end" onClick={putAway}>
          {text('export.back')}
        </Button>
      </Trouble>
    );
  }
  const { exported } = going;
  return (
    <>
      <Told exported={exported} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="plain" onClick={putAway}>
          {text('export.again')}
        </Button>
        <Take exported={exported} autoFocus />
        <Button
          look="plain"
          onClick={() => {
            putAway();
            onClose();
          }}
        >
          {text('gallery.close')}
        </Button>
      </div>
    </>
  );
}

/** What an export made, in words. */
export function Told({ exported }: { exported: Exported }): JSX.Element {
  const text = useText();
  const { pictures, name, bytes, leftOut, kind } = exported;
  const { locale } = useStore(preferences);
  const values = { count: pictures, shown: pictures.toLocaleString(locale), size: sayBytes(bytes) };
  return (
    <div role="status" className="flex flex-col gap-1 text-14">
      <p>{text('export.done', values)}</p>
      <p className="flex items-center gap-2 font-bold">
        <Icon name={kind === 'folder' ? 'folder' : 'save'} />
        <bdi dir="ltr" className="[overflow-wrap:anywhere]">
          {name}
        </bdi>
      </p>
      {leftOut > 0 && (
        <p className="text-13 text-soft">{text('export.leftOut', { count: leftOut })}</p>
      )}
    </div>
  );
}

/** To where it is: the system's file browser shows it, or a browser downloads it once more. */
export function Take({
  exported,
  autoFocus = false,
}: {
  readonly exported: Exported;
  readonly autoFocus?: boolean;
}): JSX.Element {
  const text = useText();
  const { address, name } = exported;
  return (
    <Button
      look="plain"
      autoFocus={autoFocus}
      onClick={() => {
        if (address === null) void reveal(exported);
        else downloadFrom(address, name);
      }}
    >
      <Icon name={address === null ? 'folder' : 'save'} />
      {text(address === null ? 'gallery.showInFolder' : 'export.download')}
    </Button>
  );
}

interface GoingProps {
  readonly going: Extract<Exporting, { state: 'going' }>;
  readonly onClose: () => void;
}

function Going({ going, onClose }: GoingProps): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { done, total, ms } = going;
  const [now, all] = [done.toLocaleString(locale), total.toLocaleString(locale)];
  const sentence = total === 0 ? text('export.begins') : text('export.going', { now, all });
  const left = done > 0 && ms > 2_000 ? (ms / done) * (total - done) : null;
  return (
    <>
      <div className="flex flex-col gap-2 text-14">
        <Bar
          label={text('export.title')}
          share={total === 0 ? null : done / total}
          valueText={sentence}
        />
        <p className="flex justify-between">
          <span>{sentence}</span>
          {left !== null && (
            <span className="text-soft">
              {text('export.timeLeft', { time: sayTime(locale, left / 1000) })}
            </span>
          )}
        </p>
        <p className="text-13 text-soft">{text('export.goesOn')}</p>
      </div>
      <div className="flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {text('export.hide')}
        </Button>
        <Button look="plain" autoFocus onClick={stopExport}>
          <Icon name="stop" />
          {text('export.stop')}
        </Button>
      </div>
    </>
  );
}
