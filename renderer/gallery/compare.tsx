import { useEffect, useEffectEvent, useRef, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { pictureAddress } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { differences } from './differences.ts';
import { known, want } from './known.ts';

interface Props {
  /** Two of them. */
  readonly numbers: readonly number[];
  readonly onClose: () => void;
}

/** Two pictures over each other or side by side, and the settings in which they differ. */
export function Compare({ numbers, onClose }: Props): JSX.Element {
  const text = useText();
  const pictures = useStore(known);
  const [way, setWay] = useState<'slider' | 'side'>('slider');
  const dialog = useRef<HTMLDivElement>(null);
  const [a, b] = numbers.map((number) => pictures.get(number));
  useEffect(() => {
    want(numbers);
    dialog.current?.focus();
  }, [numbers]);
  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      onKeyDown(event);
    };
    addEventListener('keydown', listen);
    return () => {
      removeEventListener('keydown', listen);
    };
  }, []);

  return (
    <div
      ref={dialog}
      role="dialog"
      aria-label={text('gallery.compare')}
      tabIndex={-1}
      className="absolute inset-0 z-5 flex appear flex-col bg-surface outline-none"
    >
      <div className="flex items-center gap-2 p-4">
        <Button look="quiet" className="size-9" aria-label={text('gallery.back')} onClick={onClose}>
          <Icon name="close" />
        </Button>
        <h2 className="text-20 font-bold">{text('gallery.compare')}</h2>
        <span className="flex-1" />
        {(['slider', 'side'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={way === each}
            className={`rounded-control px-3 py-1 text-13 ${way === each ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
            onClick={() => {
              setWay(each);
            }}
          >
            {text(`gallery.compare.${each}`)}
          </button>
        ))}
      </div>
      {a && b && (
        <>
          {way === 'slider' ? <Over a={a} b={b} /> : <Beside a={a} b={b} />}
          <Differences a={a} b={b} />
        </>
      )}
    </div>
  );
}

interface Pair {
  readonly a: Picture;
  readonly b: Picture;
}

/** One picture over the other, cut where the slider stands. */
function Over({ a, b }: Pair): JSX.Element {
  const text = useText();
  const [share, setShare] = useState(50);
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center gap-3 bg-stage p-4">
      <div className="[container-type:size] flex min-h-0 w-full flex-1 items-center justify-center">
        <div className="relative aspect-square w-[min(100cqw,100cqh)]">
          <Pixels picture={b} />
          <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
            <Pixels picture={a} />
          </div>
          <span
            aria-hidden="true"
            className="absolute inset-y-0 w-[2px] -translate-x-1/2 bg-white shadow-[0_0_0_1px_rgb(0_0_0/0.5)]"
            style={{ left: `${share}%` }}
          />
        </div>
      </div>
      <input
        type="range"
        aria-label={text('gallery.compare.divide')}
        className="h-5 w-full max-w-160"
        min={0}
        max={100}
        value={share}
        onChange={(event) => {
          setShare(Number(event.currentTarget.value));
        }}
      />
    </div>
  );
}

function Beside({ a, b }: Pair): JSX.Element {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-2 gap-4 bg-stage p-4">
      {[a, b].map((picture) => (
        <div
          key={picture.id}
          className="[container-type:size] flex min-h-0 items-center justify-center"
        >
          <div className="aspect-square w-[min(100cqw,100cqh)]">
            <Pixels picture={picture} />
          </div>
        </div>
      ))}
    </div>
  );
}

function Pixels({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  return (
    <img
      src={pictureAddress(picture.id)}
      alt={text('stage.picture', { prompt: picture.prompt })}
      draggable={false}
      className="block size-full object-contain [image-rendering:pixelated]"
    />
  );
}

function Differences({ a, b }: Pair): JSX.Element {
  const text = useText();
  const rows = differences(a, b);
  return (
    <table className="mx-auto my-4 max-h-48 w-full max-w-200 table-fixed text-13">
      <caption className="sr-only">{text('gallery.compare.settings')}</caption>
      <tbody>
        {rows.length === 0 && (
          <tr>
            <td className="py-1 text-center text-soft">{text('gallery.compare.same')}</td>
          </tr>
        )}
        {rows.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row" className="w-32 px-4 py-1 text-left font-normal text-soft">
              {text(name)}
            </th>
            {values.map((value, at) => (
              <td key={at} dir="auto" className="truncate px-4 py-1" title={value}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
